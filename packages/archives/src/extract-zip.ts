import { closeSync, fstatSync, openSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { foldedName } from "@mlebench/disk";
import { checkFreeSpace } from "./free-space.js";
import { createBudget, type ExtractLimits } from "./limits.js";
import { NameSet } from "./name-set.js";
import { overlapCheck } from "./overlap-check.js";
import type { ProgressMeter } from "./progress-meter.js";
import { bytesThere } from "./resume.js";
import { type ZipRow, zipRows } from "./zip-rows.js";
import { extractZipRun, type ZipJob, type ZipRun, type ZipRunResult } from "./zip-run.js";

export interface ZipOptions {
  /** Whether the file system takes names that differ in case or Unicode form for one. */
  foldsNames: boolean;
  limits?: ExtractLimits;
  meter: ProgressMeter;
}

/** What was extracted: everything, or with `failed` the members before that one. */
export interface ZipOutcome extends ZipRunResult {}

const localHeaderSize = 30;
/** Milliseconds after which timers and signals get a chance. */
const longestTurn = 50;
/** Work of a run, counted in bytes. */
const workOfRun = 24 * 2 ** 20;
/** What making a file costs, in bytes that could be inflated meanwhile. */
const workOfFile = 1 << 15;

/**
 * Extracts an ordinary zip file. Its table of contents is checked first and read twice, so that a member takes only a few
 * bytes of memory. Explains no failure.
 * @returns undefined if nothing was written, because something about the file is wrong or out of the ordinary
 */
export async function extractZip(job: ZipJob, options: ZipOptions): Promise<ZipOutcome | undefined> {
  const runs = await planRuns(job, options).catch(() => undefined);
  if (runs === undefined) return undefined;
  const outcome = await extractZipRun(
    job,
    { at: job.table.start, index: 0, count: Number.POSITIVE_INFINITY },
    options.meter.add,
  );
  if (outcome.failed === undefined) options.meter.finish();
  return outcome;
}

/**
 * Divides the table of contents into runs of about equal work.
 * @throws Error if it is not that of an ordinary zip file, or something in it must be refused
 */
async function planRuns(job: ZipJob, { foldsNames, limits, meter }: ZipOptions): Promise<ZipRun[]> {
  const { archive, table, root, resume } = job;
  const descriptor = openSync(archive, "r");
  try {
    const budget = createBudget(archive, fstatSync(descriptor).size, limits);
    const overlaps = overlapCheck(archive);
    const names = nameCheck(foldsNames);
    const runs = runDivision();
    let [bytes, present] = [0, 0];
    let lastPause = performance.now();
    for (const row of zipRows(descriptor, table)) {
      if (row === undefined) throw new Error("Not an ordinary zip file");
      budget.entry();
      if (row.packedSize > 0) overlaps.add(row.start, row.start + localHeaderSize + row.packedSize);
      names.add(row);
      runs.add(row);
      if (!row.isDirectory) {
        budget.bytes(row.size);
        bytes += row.size;
        if (resume && row.size > 0) present += bytesThere(join(root, row.path), row.size);
      }
      if (performance.now() - lastPause < longestTurn) continue;
      await setImmediate();
      lastPause = performance.now();
    }
    overlaps.finish();
    names.finish();
    checkFreeSpace(archive, root, bytes - present);
    meter.total(bytes);
    return runs.all;
  } finally {
    closeSync(descriptor);
  }
}

/** Throws at a name that comes twice, or as one of a file and of a directory: then the order of members matters. */
function nameCheck(foldsNames: boolean): { add: (row: ZipRow) => void; finish: () => void } {
  const files = new NameSet();
  const directories = new Set<string>();
  const addDirectory = (path: string): void => {
    for (let at = path; at !== "" && !directories.has(at); at = parentOf(at)) directories.add(at);
  };
  return {
    add: ({ path, isDirectory }) => {
      const name = foldsNames ? foldedName(path) : path;
      addDirectory(isDirectory ? name : parentOf(name));
      if (!isDirectory && files.add(name)) throw new Error("Repeated name");
    },
    finish: () => {
      for (const directory of directories) if (files.has(directory)) throw new Error("Repeated name");
    },
  };
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

function runDivision(): { add: (row: ZipRow) => void; all: ZipRun[] } {
  const all: ZipRun[] = [];
  let [index, work] = [0, Number.POSITIVE_INFINITY];
  return {
    add: ({ at, size, packedSize }) => {
      if (work >= workOfRun) {
        all.push({ at, index, count: 0 });
        work = 0;
      }
      all[all.length - 1].count += 1;
      work += workOfFile + size + packedSize;
      index += 1;
    },
    all,
  };
}
