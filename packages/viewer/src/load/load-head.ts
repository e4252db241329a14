import type { RunAddress } from "../address.js";
import type { RunHead } from "../page-data.js";
import { codeDirectories } from "../read/changes.js";
import type { RunRow } from "../read/groups.js";
import { lineOf } from "../read/run-line.js";
import { attemptDirectories, transcriptPath } from "../read/transcripts.js";
import type { Source } from "./source.js";

/** The runner's log of a run. */
export const logName = "run.log";

/** Names of the pages of a run. */
export const tabNames = {
  run: "Overview",
  log: "Log",
  files: "Files",
  transcript: "Transcript",
  tree: "Tree",
  changes: "Changes",
} as const;

/** Which of them an address belongs to. */
export function tabOf(address: RunAddress): keyof typeof tabNames {
  if (address.page === "file") return address.path === logName ? "log" : "files";
  return address.page === "node" ? "tree" : address.page;
}

/** What all pages of a run show. */
export function headOf(
  { transcripts }: Source,
  row: RunRow,
  directory: string | undefined,
  address: RunAddress,
): RunHead {
  const { group, run } = address;
  const current = tabOf(address);
  const attempt = "attempt" in address ? address.attempt : undefined;
  const attempts = directory === undefined ? [] : attemptDirectories(directory);
  const hasTranscript =
    directory !== undefined &&
    [undefined, ...attempts].some((one) => transcriptPath(directory, one) !== undefined);
  const hasTree =
    directory !== undefined &&
    [undefined, ...attempts].some((one) => (transcripts.index(directory, one)?.nodes.length ?? 0) > 0);
  const tabs: Partial<Record<keyof typeof tabNames, RunAddress>> = {
    run: { page: "run", group, run },
    ...(directory !== undefined && {
      log: { page: "file", group, run, path: logName },
      files: { page: "files", group, run, path: "" },
    }),
    ...(hasTranscript && { transcript: { page: "transcript", group, run, ...(attempt && { attempt }) } }),
    ...(hasTree && { tree: { page: "tree", group, run, ...(attempt && { attempt }) } }),
    ...(directory !== undefined &&
      codeDirectories(directory).length > 1 && { changes: { page: "changes", group, run } }),
  };
  return {
    ...lineOf(transcripts, row, directory),
    tabs: Object.entries(tabs).map(([tab, to]) => ({
      to,
      text: tabNames[tab as keyof typeof tabNames],
      isCurrent: tab === current,
    })),
  };
}
