import type { Address } from "../address.js";
import type { PageBody } from "../page-data.js";
import { type Group, type GroupReader, runDirectory } from "../read/groups.js";
import { lineOf, shownName } from "../read/run-line.js";
import { shownText } from "../read/text-part.js";
import type { Source } from "./source.js";

const groupsOnPage = 100;
const runsOnPage = 200;

/** The list of run groups. */
export function groupsBody(groups: GroupReader, from: number): PageBody {
  const names = groups.names();
  const shown = names.slice(from, from + groupsOnPage);
  return {
    kind: "groups",
    directory: shownName(groups.directory),
    groups: shown.flatMap((name) => {
      const group = groups.group(name);
      if (group === undefined) return [];
      return {
        to: { page: "runs" as const, group: name },
        text: shownName(name),
        agent: group.agent === null ? null : shownName(group.agent),
        createdAt: group.createdAt,
        finishedAt: group.finishedAt,
        counts: group.counts,
        runs: group.runs.length,
        cost: group.cost,
        problem: group.problem === null ? null : shownText(group.problem),
      };
    }),
    paging: { from, count: shown.length, total: names.length },
  };
}

/** The list of a group's runs. */
export function runsBody(
  { transcripts }: Source,
  group: Group,
  address: Address & { page: "runs" },
): PageBody {
  const { state = "", find = "", from = 0 } = address;
  const wanted = find.toLowerCase();
  const chosen = group.runs.filter(
    ({ id, status, reason }) =>
      (state === "" || status === state) &&
      (wanted === "" || `${id} ${reason ?? ""}`.toLowerCase().includes(wanted)),
  );
  const shown = chosen.slice(from, from + runsOnPage);
  return {
    kind: "runs",
    group: shownName(group.name),
    agent: group.agent === null ? null : shownName(group.agent),
    createdAt: group.createdAt,
    finishedAt: group.finishedAt,
    counts: group.counts,
    problem: group.problem === null ? null : shownText(group.problem),
    find: shownText(find),
    state: shownText(state),
    runs: shown.map((row) => ({
      to: { page: "run" as const, group: group.name, run: row.id },
      ...lineOf(transcripts, row, runDirectory(group, row.id)),
    })),
    paging: { from, count: shown.length, total: chosen.length },
  };
}
