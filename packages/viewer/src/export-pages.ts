import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { UserError } from "@mlebench/core";
import { makeDirectory, writeFileAtomically } from "@mlebench/disk";
import { type Address, addressQuery } from "./address.js";
import { stillPage } from "./html.js";
import { openPages } from "./load/load-page.js";
import { openGroups } from "./read/groups.js";

/** What was written. */
export interface Exported {
  /** The first page. */
  readonly index: string;
  readonly pages: number;
  /** Files of runs that were left out, since there were more than are exported of one run. */
  readonly filesLeftOut: number;
}

/** Of one run; of each, the part that the viewer shows first. */
const filesPerRun = 200;

/**
 * Writes the pages of the viewer as files that need no server: the lists, and of each run the overview, the end of the log,
 * the first part of its files, its transcript, its tree, and the changes of its code.
 * @param directory a directory of run groups, or a run group
 * @throws UserError if it cannot be read, the files cannot be written, or they would be among those of run groups
 */
export function exportPages(directory: string, output: string): Exported {
  const pages = openPages(directory);
  const outputDirectory = resolve(output);
  refuseRunGroups(directory, outputDirectory);
  makeDirectory(outputDirectory);
  const known = new Set<string>();
  const waiting: Address[] = [];
  const files = new Map<string, number>();
  let filesLeftOut = 0;

  const isExported = (address: Address): boolean => {
    if (address.page === "runs") return address.find === undefined;
    if (address.page !== "file") return true;
    if (address.at !== undefined) return false;
    const count = files.get(address.run) ?? 0;
    if (count >= filesPerRun) {
      filesLeftOut++;
      return false;
    }
    files.set(address.run, count + 1);
    return true;
  };
  const href = (address: Address): string | undefined => {
    const query = addressQuery(address);
    if (!known.has(query)) {
      if (!isExported(address)) return undefined;
      known.add(query);
      waiting.push(address);
    }
    return fileName(address);
  };

  href({ page: "groups" });
  // What is added meanwhile comes too.
  for (const address of waiting) {
    writeFileAtomically(join(outputDirectory, fileName(address)), stillPage(pages.load(address), href));
  }
  return { index: join(outputDirectory, "index.html"), pages: waiting.length, filesLeftOut };
}

/** Pages would mix with what runs have written. A directory of their own beside run groups does no harm. */
function refuseRunGroups(directory: string, output: string): void {
  const top = openGroups(directory).directory;
  const names = openGroups(top).names();
  const mixes = (from: string, to: string): boolean => {
    const [first] = relative(from, to).split(sep);
    return first === "" || names.includes(first);
  };
  if (!mixes(top, output) && !(existsSync(output) && mixes(realpathSync(top), realpathSync(output)))) return;
  throw new UserError("Pages cannot be written among the files of run groups", {
    file: output,
    expected: "a directory of their own",
    hint: "Choose another one with `--export`.",
  });
}

/** A name that any system takes, and that no two pages share. */
function fileName(address: Address): string {
  if (address.page === "groups" && address.from === undefined) return "index.html";
  const hash = createHash("sha256").update(addressQuery(address)).digest("hex").slice(0, 12);
  const of = "run" in address ? address.run : "group" in address ? address.group : "";
  const readable = `${address.page}-${of}`.replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 80);
  return `${readable}-${hash}.html`;
}
