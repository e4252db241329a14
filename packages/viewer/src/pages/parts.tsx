import type { ComponentChildren } from "preact";
import type { Address } from "../address.js";
import type { PageLink, Paging } from "../page-data.js";
import type { DiffLine } from "../read/changes.js";

/** Where an address is found from here; undefined where there is no such page, as in an export. */
export type Href = (address: Address) => string | undefined;

/** A link, or its text where it leads nowhere. */
export function Link({
  href,
  to,
  current,
  children,
}: {
  href: Href;
  to: Address;
  current?: boolean;
  children: ComponentChildren;
}) {
  const url = href(to);
  if (url === undefined) return <span>{children}</span>;
  return (
    <a href={url} aria-current={current ? "page" : undefined}>
      {children}
    </a>
  );
}

const symbols: Readonly<Record<string, string>> = {
  pending: "○",
  starting: "◔",
  running: "▶",
  collecting: "◕",
  succeeded: "✓",
  failed: "✗",
  "timed out": "◷",
  "out of memory": "✗",
  killed: "✗",
  interrupted: "‖",
  lost: "?",
  error: "!",
};

const tones: Readonly<Record<string, string>> = {
  pending: "quiet",
  starting: "busy",
  running: "busy",
  collecting: "busy",
  succeeded: "good",
  "timed out": "warn",
  interrupted: "warn",
  valid: "good",
};

/** A state, told by its word, and for the eye by symbol and color. */
export function State({ status, count }: { status: string; count?: number }) {
  return (
    <span class={`state ${tones[status] ?? "bad"}`}>
      <span aria-hidden="true">{symbols[status] ?? ""}</span> {count === undefined ? "" : `${count} `}
      {status}
    </span>
  );
}

/** A table that may be wider than the screen: then it can be moved, also by keyboard. */
export function Table({
  label,
  head,
  children,
}: {
  label: string;
  head: readonly { text: string; kind?: "number" | "wide" | "number wide" }[];
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scroll" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map(({ text, kind }) => (
              <th scope="col" class={kind} key={text}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** Which part of a long list is shown, and links to the others. */
export function Pager({
  paging: { from, count, total },
  size,
  href,
  to,
  what,
}: {
  paging: Paging;
  size: number;
  href: Href;
  to: (from: number) => Address;
  what: string;
}) {
  if (total <= count && from === 0) return null;
  const links: [string, number][] = [];
  if (from > 0) links.push(["First", 0], ["Previous", Math.max(0, from - size)]);
  if (from + count < total) links.push(["Next", from + count], ["Last", Math.max(0, total - size)]);
  return (
    <nav class="pager" aria-label={`Parts of the list of ${what}`}>
      <span>
        {count === 0 ? `0 of ${total}` : `${from + 1} to ${from + count} of ${total}`} {what}
      </span>
      {links.map(([text, at]) => (
        <Link href={href} to={to(at)} key={text}>
          {text}
        </Link>
      ))}
    </nav>
  );
}

/** Links beside each other, one of which is the current one. */
export function Choices({
  label,
  choices,
  href,
}: {
  label: string;
  choices: readonly (PageLink & { isCurrent: boolean })[];
  href: Href;
}) {
  if (choices.length === 0) return null;
  return (
    <nav class="choices" aria-label={label}>
      {choices.map(({ to, text, isCurrent }) => (
        <Link href={href} to={to} current={isCurrent} key={text}>
          {text}
        </Link>
      ))}
    </nav>
  );
}

/** Text as it is, in a box that scrolls. */
export function Text({ label, text, tail }: { label: string; text: string; tail?: boolean }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class={tail ? "text tail" : "text"} tabIndex={0} aria-label={label}>
      <pre>{text}</pre>
    </section>
  );
}

const marks = { "+": "added", "-": "removed", "@": "gap", " ": undefined };

/** A difference, line by line. */
export function Diff({ label, lines }: { label: string; lines: readonly DiffLine[] }) {
  if (lines.length === 0) return <p class="quiet">No differences.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="text diff" tabIndex={0} aria-label={label}>
      <pre>
        {lines.map(({ kind, text }, i) => (
          <span class={marks[kind]} key={i}>
            {kind === "@" ? text : `${kind}${text}`}
            {"\n"}
          </span>
        ))}
      </pre>
    </section>
  );
}
