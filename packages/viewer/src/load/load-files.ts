import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { RunAddress } from "../address.js";
import type { PageLink } from "../page-data.js";
import { shownName } from "../read/run-line.js";
import { listDirectory, pathInside } from "../read/safe-file.js";
import { partBytes, readPart } from "../read/text-part.js";
import type { RunBody } from "./run-body.js";

const entriesOnPage = 1000;

/** Links to a path and everything above it. */
function pathLinks({ group, run }: RunAddress, path: string): PageLink[] {
  const parts = path === "" ? [] : path.split("/");
  return [
    { to: { page: "files", group, run, path: "" }, text: "Files" },
    ...parts.map(
      (name, i): PageLink => ({
        to: { page: "files", group, run, path: parts.slice(0, i + 1).join("/") },
        text: shownName(name),
      }),
    ),
  ];
}

/** A directory of a run. */
export function filesBody(directory: string, address: RunAddress & { page: "files" }): RunBody | undefined {
  const { group, run, path } = address;
  const entries = listDirectory(directory, path);
  if (entries === undefined) return undefined;
  return {
    kind: "files",
    path: pathLinks(address, path),
    more: Math.max(0, entries.length - entriesOnPage),
    entries: entries.slice(0, entriesOnPage).map(({ name, isDirectory, isFile }) => {
      const within = path === "" ? name : `${path}/${name}`;
      const real = pathInside(directory, within);
      const found = statOf(join(directory, within));
      const target = real === undefined ? undefined : statOf(real);
      const leads = isDirectory || isFile || target?.isFile() === true || target?.isDirectory() === true;
      const toDirectory = isDirectory || target?.isDirectory() === true;
      return {
        to:
          leads && real !== undefined
            ? { page: toDirectory ? "files" : "file", group, run, path: within }
            : null,
        text: shownName(name),
        isDirectory: toDirectory,
        bytes: target?.isFile() ? target.size : null,
        modifiedAt: found === undefined ? null : found.mtimeMs,
        note: found?.isSymbolicLink()
          ? real === undefined
            ? "link that leads out of the run, or nowhere"
            : "link"
          : leads
            ? null
            : "not a file",
      };
    }),
  };
}

function statOf(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A part of a file of a run. */
export function fileBody(directory: string, address: RunAddress & { page: "file" }): RunBody | undefined {
  const { group, run, path } = address;
  const isLog = path.endsWith(".log");
  const part = readPart(directory, path, address.at ?? (isLog ? undefined : 0));
  if (part === undefined) return undefined;
  const to = (at: number): RunAddress => ({ page: "file", group, run, path, at });
  const { start, end, size } = part;
  return {
    kind: "file",
    path: pathLinks(address, path),
    part,
    isTail: isLog && address.at === undefined,
    links: {
      first: start > 0 ? to(0) : null,
      previous: start > 0 ? to(Math.max(0, start - partBytes)) : null,
      next: end < size ? to(end) : null,
      last:
        end < size ? (isLog ? { page: "file", group, run, path } : to(Math.max(0, size - partBytes))) : null,
    },
  };
}
