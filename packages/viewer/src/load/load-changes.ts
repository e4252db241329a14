import type { RunAddress } from "../address.js";
import { changedFiles, codeDirectories, fileChanges } from "../read/changes.js";
import { shownName } from "../read/run-line.js";
import type { RunBody } from "./run-body.js";

const changesShown = 500;

/** Differences between directories of code. */
export function changesBody(
  directory: string,
  address: RunAddress & { page: "changes" },
): RunBody | undefined {
  const { group, run, path } = address;
  const directories = codeDirectories(directory);
  if (directories.length < 2) return undefined;
  const isKnown = (name: string | undefined): name is string =>
    name !== undefined && directories.includes(name);
  const after = isKnown(address.after) ? address.after : directories[directories.length - 1];
  const before = isKnown(address.before)
    ? address.before
    : directories[Math.max(0, directories.indexOf(after) - 1)];
  const { files, isPartial } = changedFiles(directory, before, after);
  const choices = (side: "before" | "after", current: string) =>
    directories.map((name) => ({
      to: { page: "changes" as const, group, run, before, after, [side]: name },
      text: name,
      isCurrent: name === current,
    }));
  return {
    kind: "changes",
    sides: [
      { name: "Before", choices: choices("before", before) },
      { name: "After", choices: choices("after", after) },
    ],
    files: files.slice(0, changesShown).map((file) => ({
      to: { page: "changes", group, run, before, after, path: file.path },
      text: shownName(file.path),
      kind: file.kind,
      isCurrent: file.path === path,
    })),
    more: Math.max(0, files.length - changesShown),
    isPartial,
    file:
      path === undefined
        ? null
        : { path: shownName(path), lines: fileChanges(directory, before, after, path) ?? null },
  };
}
