import type { Address } from "../address.js";
import type { GroupsBody, RunLine, RunsBody } from "../page-data.js";
import {
  formatBytes,
  formatCost,
  formatCount,
  formatTime,
  isAtWork,
  submissionText,
  timeText,
  validationText,
} from "./format.js";
import { type Href, Link, Pager, State, Table } from "./parts.js";

const order = [
  "running",
  "starting",
  "collecting",
  "pending",
  "succeeded",
  "timed out",
  "failed",
  "out of memory",
  "killed",
  "interrupted",
  "lost",
  "error",
];

/** States with their numbers, those at work first. */
export function sortedCounts(counts: Readonly<Partial<Record<string, number>>>): [string, number][] {
  return order.flatMap((status): [string, number][] => {
    const count = counts[status];
    return count === undefined ? [] : [[status, count]];
  });
}

/** All run groups. */
export function Groups({ body, href }: { body: GroupsBody; href: Href }) {
  const { groups, directory, paging } = body;
  return (
    <>
      <p class="quiet">
        In <code>{directory}</code>
      </p>
      {groups.length === 0 ? (
        <p>
          No run groups yet. Start one with <code>mlebench run</code>.
        </p>
      ) : (
        <Table
          label="Run groups"
          head={[
            { text: "Run group" },
            { text: "Agent", kind: "wide" },
            { text: "Runs", kind: "number" },
            { text: "States" },
            { text: "Created", kind: "wide" },
            { text: "Cost", kind: "number wide" },
          ]}
        >
          {groups.map((group) => (
            <tr key={group.text}>
              <th scope="row">
                <Link href={href} to={group.to}>
                  {group.text}
                </Link>
              </th>
              <td class="wide">{group.agent ?? ""}</td>
              <td class="number">{group.runs}</td>
              <td>
                {group.problem === null ? (
                  sortedCounts(group.counts).map(([status, count]) => (
                    <State status={status} count={count} key={status} />
                  ))
                ) : (
                  <span class="state bad">{group.problem}</span>
                )}
              </td>
              <td class="wide">{group.createdAt === null ? "" : formatTime(group.createdAt)}</td>
              <td class="number wide">{group.cost === null ? "" : formatCost(group.cost)}</td>
            </tr>
          ))}
        </Table>
      )}
      <Pager
        paging={paging}
        size={100}
        href={href}
        to={(from) => ({ page: "groups", from })}
        what="run groups"
      />
    </>
  );
}

/** The runs of a group. */
export function Runs({
  body,
  to,
  href,
  now,
}: {
  body: RunsBody;
  to: Address & { page: "runs" };
  href: Href;
  now: number;
}) {
  const { runs, counts, problem, find, state, paging } = body;
  const { group } = to;
  const chosen = (status: string): Address => ({
    page: "runs",
    group,
    ...(status && { state: status }),
    ...(to.find && { find: to.find }),
  });
  const total = Object.values(counts).reduce((sum: number, count) => sum + (count ?? 0), 0);
  return (
    <>
      <dl class="facts">
        {body.agent !== null && <Fact name="Agent" value={body.agent} />}
        {body.createdAt !== null && <Fact name="Created" value={formatTime(body.createdAt)} />}
        {body.finishedAt !== null && <Fact name="Finished" value={formatTime(body.finishedAt)} />}
      </dl>
      {problem !== null && <p class="state bad">{problem}</p>}
      <nav class="choices" aria-label="States">
        <Link href={href} to={chosen("")} current={state === ""}>
          {total} all
        </Link>
        {sortedCounts(counts).map(([status, count]) => (
          <Link href={href} to={chosen(status)} current={state === status} key={status}>
            <State status={status} count={count} />
          </Link>
        ))}
      </nav>
      {href({ ...to, find: "x" }) !== undefined && (
        <form method="get" action="/" class="search">
          <input type="hidden" name="page" value="runs" />
          <input type="hidden" name="group" value={group} />
          {to.state !== undefined && <input type="hidden" name="state" value={to.state} />}
          <label>
            Find{" "}
            <input type="search" name="find" defaultValue={find} placeholder="competition, ID, or reason" />
          </label>
          <button type="submit">Find</button>
        </form>
      )}
      {runs.length === 0 ? (
        <p>No such runs.</p>
      ) : (
        <Table
          label="Runs"
          head={[
            { text: "Run" },
            { text: "State" },
            { text: "Time" },
            { text: "Last validation", kind: "wide" },
            { text: "Submission", kind: "wide" },
            { text: "CPU", kind: "number wide" },
            { text: "Memory", kind: "number wide" },
            { text: "Tokens", kind: "number wide" },
            { text: "Cost", kind: "number wide" },
          ]}
        >
          {runs.map((run) => (
            <RunRow run={run} href={href} now={now} key={run.name} />
          ))}
        </Table>
      )}
      <Pager paging={paging} size={200} href={href} to={(from) => ({ ...to, from })} what="runs" />
    </>
  );
}

function RunRow({ run, href, now }: { run: RunLine & { to: Address }; href: Href; now: number }) {
  const { usage } = run;
  const isWorking = isAtWork(run.status);
  return (
    <tr>
      <th scope="row">
        <Link href={href} to={run.to}>
          {run.competition}
        </Link>
        <span class="quiet block">
          {run.seed !== null && `seed ${run.seed}, `}
          {shortId(run.name, run.competition)}
          {run.attempt > 1 && `, attempt ${run.attempt}`}
        </span>
      </th>
      <td>
        <State status={run.status} />
        {run.reason !== null && <span class="quiet block">{run.reason}</span>}
      </td>
      <td>{timeText(run, now)}</td>
      <td class="wide">{validationText(run, now)}</td>
      <td class="wide">{submissionText(run, now)}</td>
      <td class="number wide">{isWorking && usage?.cpuCores != null ? usage.cpuCores.toFixed(1) : ""}</td>
      <td class="number wide">
        {isWorking && usage?.memoryBytes != null ? formatBytes(usage.memoryBytes) : ""}
      </td>
      <td class="number wide">{run.tokens === null ? "" : formatCount(run.tokens)}</td>
      <td class="number wide">{run.cost === null ? "" : formatCost(run.cost)}</td>
    </tr>
  );
}

/** The first characters of a run's UUID are enough to tell runs apart. */
function shortId(name: string, competition: string): string {
  const id = name.startsWith(`${competition}_`) ? name.slice(competition.length + 1) : name;
  return /^[0-9a-f]{8}-/.test(id) ? id.slice(0, 8) : id;
}

/** One thing that is known, with its name. */
export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
