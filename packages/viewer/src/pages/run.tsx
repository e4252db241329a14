import type { Address } from "../address.js";
import type { PageBody, RunHead, ShownEvent, ShownText, TreeNode } from "../page-data.js";
import {
  formatAge,
  formatBytes,
  formatCost,
  formatCount,
  formatDuration,
  formatTime,
  isAtWork,
  submissionText,
  timeText,
  validationText,
} from "./format.js";
import { Fact } from "./lists.js";
import { Choices, Diff, type Href, Link, Pager, State, Table, Text } from "./parts.js";

type Body<Kind> = Extract<PageBody, { kind: Kind }>;

/** What every page of a run begins with. */
export function Head({ run, href, now }: { run: RunHead; href: Href; now: number }) {
  const { usage } = run;
  const facts: [string, string][] = [
    ["Time", timeText(run, now)],
    ["Started", run.startedAt === null ? "" : formatTime(run.startedAt)],
    ["Last validation", validationText(run, now)],
    ["Submission", submissionText(run, now)],
    ["CPU", isAtWork(run.status) && usage?.cpuCores != null ? `${usage.cpuCores.toFixed(1)} cores` : ""],
    ["Memory", isAtWork(run.status) && usage?.memoryBytes != null ? formatBytes(usage.memoryBytes) : ""],
    ["Tokens", run.tokens === null ? "" : formatCount(run.tokens)],
    ["Cost", run.cost === null ? "" : formatCost(run.cost)],
  ];
  return (
    <>
      <p>
        <State status={run.status} />
        {run.reason !== null && <span> {run.reason}</span>}
      </p>
      <dl class="facts">
        {facts.map(([name, value]) => value !== "" && <Fact name={name} value={value} key={name} />)}
      </dl>
      <Choices label="Pages of this run" choices={run.tabs} href={href} />
    </>
  );
}

/** The first page of a run. */
export function Overview({ body, href }: { body: Body<"run">; href: Href }) {
  const { log, validations, submissions, notes } = body;
  return (
    <>
      {log !== null && (
        <section>
          <h2>
            End of the log{" "}
            <small>
              <Link href={href} to={log.to}>
                Whole log
              </Link>
            </small>
          </h2>
          <Text label="End of the log" text={log.text} tail />
        </section>
      )}
      {validations.length > 0 && (
        <section>
          <h2>Validations, the last first</h2>
          <Table
            label="Validations"
            head={[
              { text: "Time" },
              { text: "Verdict" },
              { text: "Size", kind: "number" },
              { text: "Reason" },
            ]}
          >
            {validations.map(({ at, verdict, bytes, reason }, i) => (
              <tr key={i}>
                <td>{at}</td>
                <td>
                  <State status={verdict} />
                </td>
                <td class="number">{bytes === null ? "" : formatBytes(bytes)}</td>
                <td>{reason ?? ""}</td>
              </tr>
            ))}
          </Table>
        </section>
      )}
      {submissions.length > 0 && (
        <section>
          <h2>Kept submissions, the last first</h2>
          <Table
            label="Kept submissions"
            head={[{ text: "After" }, { text: "Size", kind: "number" }, { text: "SHA-256" }]}
          >
            {submissions.map(({ seconds, bytes, sha256, to }, i) => (
              <tr key={i}>
                <td>{seconds === null ? "" : formatDuration(seconds)}</td>
                <td class="number">{bytes === null ? "" : formatBytes(bytes)}</td>
                <td>
                  {to === null ? (
                    sha256.slice(0, 12)
                  ) : (
                    <Link href={href} to={to}>
                      {sha256.slice(0, 12)}
                    </Link>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        </section>
      )}
      <section>
        <h2>Details</h2>
        <dl class="facts">
          {notes.map(({ name, value }) => (
            <Fact name={name} value={value} key={name} />
          ))}
        </dl>
      </section>
    </>
  );
}

function Path({ path, href }: { path: Body<"files">["path"]; href: Href }) {
  return (
    <nav aria-label="Path" class="path">
      {path.map(({ to, text }, i) => (
        <span key={i}>
          {i > 0 && " / "}
          {i === path.length - 1 ? (
            <strong>{text}</strong>
          ) : (
            <Link href={href} to={to}>
              {text}
            </Link>
          )}
        </span>
      ))}
    </nav>
  );
}

/** A directory of a run. */
export function Files({ body, href }: { body: Body<"files">; href: Href }) {
  return (
    <>
      <Path path={body.path} href={href} />
      {body.entries.length === 0 ? (
        <p class="quiet">This directory is empty.</p>
      ) : (
        <Table
          label="Files"
          head={[{ text: "Name" }, { text: "Size", kind: "number" }, { text: "Modified", kind: "wide" }]}
        >
          {body.entries.map(({ to, text, isDirectory, bytes, modifiedAt, note }) => (
            <tr key={text}>
              <th scope="row">
                {to === null ? (
                  text
                ) : (
                  <Link href={href} to={to}>
                    {isDirectory ? `${text}/` : text}
                  </Link>
                )}
                {note !== null && <span class="quiet"> ({note})</span>}
              </th>
              <td class="number">{bytes === null ? "" : formatBytes(bytes)}</td>
              <td class="wide">{modifiedAt === null ? "" : formatTime(modifiedAt)}</td>
            </tr>
          ))}
        </Table>
      )}
      {body.more > 0 && <p class="quiet">{body.more} more entries</p>}
    </>
  );
}

const pagerTexts = { first: "First", previous: "Previous", next: "Next", last: "Last" } as const;

/** A part of a file. */
export function File({ body, href }: { body: Body<"file">; href: Href }) {
  const { part, links, path, isTail } = body;
  return (
    <>
      <Path path={path} href={href} />
      <nav class="pager" aria-label="Parts of the file">
        <span>
          {part.size === 0
            ? "Empty"
            : part.start === 0 && part.end === part.size
              ? formatBytes(part.size)
              : `Bytes ${part.start} to ${part.end} of ${part.size}`}
        </span>
        {Object.entries(pagerTexts).map(([name, text]) => {
          const to = links[name as keyof typeof links];
          return (
            to !== null && (
              <Link href={href} to={to} key={name}>
                {text}
              </Link>
            )
          );
        })}
      </nav>
      {part.isBinary ? (
        <p class="quiet">This part of the file is not text.</p>
      ) : (
        <Text label="Text of the file" text={part.text} tail={isTail} />
      )}
    </>
  );
}

/** Events of a transcript. */
export function Transcript({
  body,
  href,
  to,
}: {
  body: Body<"transcript">;
  href: Href;
  to: Address & { page: "transcript" };
}) {
  const pager = (
    <Pager paging={body.paging} size={100} href={href} to={(from) => ({ ...to, from })} what="events" />
  );
  return (
    <>
      <Choices label="Attempts" choices={body.attempts} href={href} />
      {pager}
      <ol class="events">
        {body.events.map((event) => (
          <Event event={event} href={href} key={event.index} />
        ))}
      </ol>
      {body.events.length > 5 && pager}
    </>
  );
}

const roles: readonly string[] = ["system", "user", "assistant"];

function Event({ event, href }: { event: ShownEvent; href: Href }) {
  const { kind, headline, texts, link, elapsed, thread, isError } = event;
  return (
    <li class={`event ${kind}${isError ? " failed" : ""}`}>
      <p class="headline">
        <strong>{kind}</strong>
        {!roles.includes(kind) && <span> {headline}</span>}
        {isError && <span class="state bad"> failed</span>}
        {link !== null && (
          <>
            {" "}
            <Link href={href} to={link.to}>
              {link.text}
            </Link>
          </>
        )}
        <span class="quiet when">
          {thread !== null && `${thread}, `}#{event.index}
          {elapsed !== null && `, ${formatAge(elapsed * 1000)}`}
        </span>
      </p>
      {texts.map((text, i) => (
        <EventText text={text} key={i} />
      ))}
    </li>
  );
}

const previewCharacters = 1200;
const previewLines = 24;

/** A long text is cut; the rest opens on demand, without a script. */
function EventText({ text: { name, text, leftOut, isFolded } }: { text: ShownText }) {
  const rest = leftOut === 0 ? "" : `\n… ${leftOut} more characters in the transcript's file`;
  const size = `${text.length + leftOut} characters`;
  if (isFolded) {
    return (
      <details>
        <summary>
          {name} <span class="quiet">{size}</span>
        </summary>
        <pre>{text + rest}</pre>
      </details>
    );
  }
  const preview = text.split("\n").slice(0, previewLines).join("\n").slice(0, previewCharacters);
  return (
    <div>
      {name !== "" && <p class="name">{name}</p>}
      {preview.length < text.length ? (
        <details class="long">
          <summary>
            <span class="preview">{preview}…</span>
            <span class="more">Show all {size}</span>
          </summary>
          <pre>{text + rest}</pre>
        </details>
      ) : (
        <pre>{text + rest}</pre>
      )}
    </div>
  );
}

/** The search of an agent as a tree. */
export function Tree({ body, href }: { body: Body<"tree">; href: Href }) {
  return (
    <>
      <Choices label="Attempts" choices={body.attempts} href={href} />
      <p class="quiet">
        {body.total} {body.total === 1 ? "node" : "nodes"}
        {body.more > 0 && `, of which the last ${body.more} are not shown`}
      </p>
      <Nodes nodes={body.roots} href={href} />
    </>
  );
}

function Nodes({ nodes, href }: { nodes: readonly TreeNode[]; href: Href }) {
  return (
    <ul class="tree">
      {nodes.map(({ node, children }, i) => (
        <li key={i}>
          <Link href={href} to={node.to}>
            {node.stage} {node.id.slice(0, 12)}
          </Link>{" "}
          {node.isBuggy ? (
            <span class="state bad">
              <span aria-hidden="true">✗</span> failed
            </span>
          ) : (
            <strong>{node.metric === null ? "no metric" : node.metric}</strong>
          )}{" "}
          <span class="quiet">
            {node.seconds !== null && formatDuration(node.seconds)}
            {node.cost !== null && `, ${formatCost(node.cost)}`}
            {node.reason !== null && ` ${node.reason.slice(0, 200)}`}
          </span>
          {children.length > 0 && <Nodes nodes={children} href={href} />}
        </li>
      ))}
    </ul>
  );
}

/** One node of a search. */
export function Node({ body, href }: { body: Body<"node">; href: Href }) {
  const { node, parent, plan, code, output, changes } = body;
  return (
    <>
      <h2>
        {node.stage} {node.id}
      </h2>
      <dl class="facts">
        <Fact name="Metric" value={node.metric === null ? "none" : String(node.metric)} />
        <Fact
          name="Result"
          value={node.isBuggy ? `failed${node.reason === null ? "" : `: ${node.reason}`}` : "ran"}
        />
        {node.seconds !== null && <Fact name="Time" value={formatDuration(node.seconds)} />}
        {node.cost !== null && <Fact name="Cost" value={formatCost(node.cost)} />}
      </dl>
      {parent !== null && (
        <p>
          Made from{" "}
          <Link href={href} to={parent.to}>
            {parent.text}
          </Link>
        </p>
      )}
      <h2>Plan</h2>
      <Text label="Plan" text={plan} />
      {changes !== null && (
        <>
          <h2>Changes of the code</h2>
          <Diff label="Changes of the code" lines={changes} />
        </>
      )}
      <h2>Code</h2>
      <Text label="Code" text={code} />
      <h2>Output</h2>
      <Text label="Output" text={output} />
    </>
  );
}

/** Differences between directories of code. */
export function Changes({ body, href }: { body: Body<"changes">; href: Href }) {
  const { sides, files, more, isPartial, file } = body;
  return (
    <>
      {sides.map(({ name, choices }) => (
        <div class="side" key={name}>
          <span class="name">{name}</span>
          <Choices label={name} choices={choices} href={href} />
        </div>
      ))}
      {files.length === 0 ? (
        <p class="quiet">No differences.</p>
      ) : (
        <Table label="Files that differ" head={[{ text: "File" }, { text: "Change" }]}>
          {files.map(({ to, text, kind, isCurrent }) => (
            <tr key={text}>
              <th scope="row">
                <Link href={href} to={to} current={isCurrent}>
                  {text}
                </Link>
              </th>
              <td>{kind}</td>
            </tr>
          ))}
        </Table>
      )}
      {(more > 0 || isPartial) && (
        <p class="quiet">{more > 0 ? `${more} more files differ.` : "Not all files were compared."}</p>
      )}
      {file !== null && (
        <section>
          <h2>{file.path}</h2>
          {file.lines === null ? (
            <p class="quiet">This file is not text, or too large to compare.</p>
          ) : (
            <Diff label={`Changes of ${file.path}`} lines={file.lines} />
          )}
        </section>
      )}
    </>
  );
}
