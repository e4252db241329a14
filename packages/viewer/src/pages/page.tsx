import type { Address } from "../address.js";
import type { PageBody, PageData } from "../page-data.js";
import { Groups, Runs, sortedCounts } from "./lists.js";
import { type Href, Link } from "./parts.js";
import { Changes, File, Files, Head, Node, Overview, Transcript, Tree } from "./run.js";

/** How the page gets to know of changes; a page without a server does not. */
export type Connection = "live" | "lost" | "none";

/**
 * A whole page. It is the same on the server, where it becomes HTML, and in the browser, where it follows changes.
 * @param now milliseconds since 1970: what times are compared with
 */
export function Page({
  data,
  href,
  now,
  connection,
}: {
  data: PageData;
  href: Href;
  now: number;
  connection: Connection;
}) {
  const { title, trail, body } = data;
  return (
    <>
      <header>
        <nav aria-label="Breadcrumb">
          {trail.map(({ to, text }, i) => (
            <span key={text}>
              {i > 0 && <span aria-hidden="true"> › </span>}
              <Link href={href} to={to} current={i === trail.length - 1 && to.page === data.to.page}>
                {text}
              </Link>
            </span>
          ))}
        </nav>
        <p class="connection" role="status">
          {connectionText(connection, body)}
        </p>
      </header>
      <main>
        <h1>{title}</h1>
        {"run" in body && <Head run={body.run} href={href} now={now} />}
        <Body data={data} href={href} now={now} />
      </main>
    </>
  );
}

/** Changes only when something happened that a listener wants to hear of. */
function connectionText(connection: Connection, body: PageBody): string {
  const counts = "counts" in body ? sortedCounts(body.counts) : [];
  const summary =
    "run" in body ? body.run.status : counts.map(([status, count]) => `${count} ${status}`).join(", ");
  if (connection === "lost") return "Disconnected. Start `mlebench view` again.";
  if (connection === "none") return summary;
  return summary === "" ? "Live" : `Live: ${summary}`;
}

function Body({ data: { to, body }, href, now }: { data: PageData; href: Href; now: number }) {
  switch (body.kind) {
    case "groups":
      return <Groups body={body} href={href} />;
    case "runs":
      return <Runs body={body} to={to as Address & { page: "runs" }} href={href} now={now} />;
    case "run":
      return <Overview body={body} href={href} />;
    case "files":
      return <Files body={body} href={href} />;
    case "file":
      return <File body={body} href={href} />;
    case "transcript":
      return <Transcript body={body} href={href} to={to as Address & { page: "transcript" }} />;
    case "tree":
      return <Tree body={body} href={href} />;
    case "node":
      return <Node body={body} href={href} />;
    case "changes":
      return <Changes body={body} href={href} />;
    case "missing":
      return <p>{body.message}</p>;
  }
}
