import { closeSync, fstatSync, openSync } from "node:fs";
import { join } from "node:path";
import { foldedName, pauses } from "@mlebench/disk";
import { mapInThreads, threadShare, threadUrl } from "@mlebench/disk/worker-pool";
import { checkFreeSpace } from "./free-space.js";
import { createBudget, type ExtractLimits } from "./limits.js";
import { NameSet } from "./name-set.js";
import { overlapCheck } from "./overlap-check.js";
import type { ProgressMeter } from "./progress-meter.js";
import { bytesThere } from "./resume.js";
import { localHeaderSize } from "./zip-numbers.js";
import { type ZipRow, zipRows } from "./zip-rows.js";
import { extractZipRun, lower, type ZipJob, type ZipRun, type ZipRunResult } from "./zip-run.js";
import type { ZipThreadSetup } from "./zip-worker.js";

export interface ZipOptions {
  /** Whether the file system takes names that differ in case or Unicode form for one. */
  foldsNames: boolean;
  limits?: ExtractLimits;
  meter: ProgressMeter;
}

interface ZipPlan {
  runs: ZipRun[];
  files: number;
  bytes: number;
}

/** From so many files, or bytes once extracted, threads are worth their start. */
const filesForThreads = 2000;
const bytesForThreads = 100e6;
/** More would wait for the disk. */
const mostThreads = 4;
/** Work of a run, counted in bytes. */
const workOfRun = 24 * 2 ** 20;
/** What making a file costs, in bytes that could be inflated meanwhile. */
const workOfFile = 1 << 15;

/**
 * Extracts an ordinary zip file, on several threads if it is large. Its table of contents is checked first and read
 * twice, so that a member takes only a few bytes of memory. Explains no failure.
 * @returns undefined if nothing was written, because something about the file is wrong or out of the ordinary
 */
export async function extractZip(job: ZipJob, options: ZipOptions): Promise<ZipRunResult | undefined> {
  const plan = await planRuns(job, options).catch(() => undefined);
  if (plan === undefined) return undefined;
  const { runs, files, bytes } = plan;
  const isLarge = files >= filesForThreads || bytes >= bytesForThreads;
  const threads = isLarge ? Math.min(mostThreads, threadShare(), runs.length) : 1;
  const onBytes = options.meter.add;
  const everything = { at: job.table.start, index: 0, count: Number.POSITIVE_INFINITY };
  const outcome =
    threads > 1
      ? await inThreads(job, runs, threads, onBytes)
      : await extractZipRun(job, everything, onBytes);
  if (outcome.failed === undefined) options.meter.finish();
  return outcome;
}

async function inThreads(
  job: ZipJob,
  runs: readonly ZipRun[],
  threads: number,
  onBytes: (bytes: number) => void,
): Promise<ZipRunResult> {
  const firstFailure = new Int32Array(new SharedArrayBuffer(4)).fill(2 ** 31 - 1);
  const setup: ZipThreadSetup = { ...job, firstFailure: firstFailure.buffer };
  const results = await mapInThreads<ZipRun, ZipRunResult>(runs, {
    worker: threadUrl("zip-worker", import.meta.url),
    setup,
    jobs: threads,
    onEvent: (event) => onBytes(event as number),
    // What the thread has done is done again.
    onWorkerCrash: ({ index }) => {
      lower(firstFailure, index);
      return { files: 0, bytes: 0, kept: 0, failed: index };
    },
  });
  const end = results.findIndex(({ failed }) => failed !== undefined);
  const counted = end === -1 ? results : results.slice(0, end + 1);
  const sum = (field: "files" | "bytes" | "kept"): number =>
    counted.reduce((total, result) => total + result[field], 0);
  return { files: sum("files"), bytes: sum("bytes"), kept: sum("kept"), failed: counted.at(-1)?.failed };
}

/**
 * Divides the table of contents into runs of about equal work.
 * @throws Error if it is not that of an ordinary zip file, or something in it must be refused
 */
async function planRuns(job: ZipJob, { foldsNames, limits, meter }: ZipOptions): Promise<ZipPlan> {
  const { archive, table, root, resume } = job;
  const descriptor = openSync(archive, "r");
  try {
    const budget = createBudget(archive, fstatSync(descriptor).size, limits);
    const overlaps = overlapCheck(archive);
    const names = nameCheck(foldsNames);
    const runs = runDivision();
    let [files, bytes, present] = [0, 0, 0];
    const pause = pauses();
    for (const row of zipRows(descriptor, table)) {
      if (row === undefined) throw new Error("Not an ordinary zip file");
      budget.entry();
      if (row.packedSize > 0) overlaps.add(row.start, row.start + localHeaderSize + row.packedSize);
      names.add(row);
      runs.add(row);
      if (!row.isDirectory) {
        budget.bytes(row.size);
        files += 1;
        bytes += row.size;
        if (resume && row.size > 0) present += bytesThere(join(root, row.path), row.size);
      }
      await pause();
    }
    overlaps.finish();
    names.finish();
    checkFreeSpace(archive, root, bytes - present);
    meter.total(bytes);
    return { runs: runs.all, files, bytes };
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
