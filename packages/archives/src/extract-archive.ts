import { constants, existsSync } from "node:fs";
import { copyFile, lstat, realpath, stat, symlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Progress } from "@mlebench/core";
import { hasEntries, pauses, systemError } from "@mlebench/disk";
import type { ArchiveReader, Member } from "./archive-entry.js";
import { archiveFormat } from "./archive-format.js";
import { archivePath, checkLinkTarget } from "./archive-path.js";
import {
  directoryMaker,
  makeDirectory,
  refuseExisting,
  replaceFile,
  replaceFileWith,
} from "./atomic-file.js";
import { damaged, readError, unsafe } from "./errors.js";
import { checkFreeSpace } from "./free-space.js";
import { type Budget, createBudget, type ExtractLimits } from "./limits.js";
import { collisionCheck, foldsNames } from "./name-collisions.js";
import { openArchive } from "./open-archive.js";
import { overlapCheck } from "./overlap-check.js";
import { type ProgressMeter, progressMeter } from "./progress-meter.js";
import { bytesThere, isComplete, removeTemporaries } from "./resume.js";
import type { ZipRunResult } from "./zip-run.js";

/** How {@link extractArchive} works. */
export interface ExtractOptions {
  /** Which members to extract, by path. Directories that hold a chosen file are made anyway. @default all */
  only?: (path: string) => boolean;
  /** Against archives that expand absurdly. */
  limits?: ExtractLimits;
  onProgress?: (progress: Progress) => void;
  /** Gets a sentence on what is odd about the archive and no reason to refuse it: a file that it holds twice. */
  onWarning?: (line: string) => void;
  /** When false, an existing file is an error. @default true */
  overwrite?: boolean;
  /**
   * Goes on where an interrupted extraction into the same directory stopped: a file that is there with the size and
   * CRC-32 of the archive stays, and what was left unfinished is removed. Only zip says both beforehand; other
   * formats start over. Nobody else may be at work in the directory. @default false
   */
  resume?: boolean;
}

/** What {@link extractArchive} wrote. */
export interface ExtractSummary {
  files: number;
  bytes: number;
  /** With `resume`: how many of the files were there already. */
  kept?: number;
}

const filesInFlight = 16;
const longestTarget = 4096;

/**
 * Extracts a zip, 7z, tar, tar.gz or gz file below `destination`, which is made when it is missing. The content
 * decides the format, not the name. A file that occurs twice has its last content, as with Python's zipfile.
 *
 * Safe: names that lead out of the destination, links that do, expansion past the limits, members that share bytes,
 * wrong checksums and archives that end early are refused; zip and 7z files before anything is written. Every file is
 * written under a temporary name and renamed, so an existing file is complete. A hard link becomes a file of its own;
 * a symbolic link stays one in a tar and, as Python does it, becomes a small text file from a zip.
 *
 * Memory does not grow with the size of the archive or of its files.
 * @throws UserError naming the archive, what is wrong and what to do
 */
export async function extractArchive(
  path: string,
  destination: string,
  options: ExtractOptions = {},
): Promise<ExtractSummary> {
  const format = await archiveFormat(path);
  const root = resolve(destination);
  const { size } = await stat(path);
  const meter = progressMeter(`extract ${basename(path)}`, "bytes", options.onProgress);
  makeDirectory(root);
  const job: Job = {
    archive: path,
    root,
    options,
    meter,
    budget: createBudget(path, size, options.limits),
    ...(await surveyDestination(path, root, options).catch((error: unknown) => {
      throw systemError(error, root);
    })),
  };
  if (format === "7z") return extractBySevenZip(job);
  const reader = await openArchive(path, format);
  try {
    const begun = await extractOrdinaryZip(job, reader);
    if (begun !== undefined) return await completed(job, reader, begun);
    const contents = reader.sized && (await checkFirst(job, reader));
    job.budget = createBudget(path, size, options.limits);
    return await (contents === "foreign" ? extractBySevenZip(job) : extractMembers(job, reader));
  } catch (error) {
    throw readError(error, path);
  } finally {
    await reader.close();
  }
}

interface Job {
  archive: string;
  root: string;
  options: ExtractOptions;
  meter: ProgressMeter;
  budget: Budget;
  /** Whether files may be there already. */
  resume: boolean;
  /** True when nothing was there, so that a file that is there has come from the archive. */
  wasEmpty: boolean;
  /** Where the file system takes different names for one. */
  checkCollision?: (path: string) => void;
}

async function surveyDestination(
  archive: string,
  root: string,
  options: ExtractOptions,
): Promise<Pick<Job, "resume" | "wasEmpty" | "checkCollision">> {
  const wasEmpty = !hasEntries(root);
  const resume = options.resume === true && !wasEmpty;
  if (resume) await removeTemporaries(root);
  return { resume, wasEmpty, checkCollision: (await foldsNames(root)) ? collisionCheck(archive) : undefined };
}

/** @returns undefined if nothing was done, because the zip file needs a closer look */
async function extractOrdinaryZip(job: Job, { table }: ArchiveReader): Promise<ZipRunResult | undefined> {
  const { archive, root, options, meter, resume, checkCollision } = job;
  if (table === undefined || options.only !== undefined || options.overwrite === false) return undefined;
  const { extractZip } = await import("./extract-zip.js");
  const foldsNames = checkCollision !== undefined;
  return extractZip({ archive, table, root, resume }, { foldsNames, limits: options.limits, meter });
}

/** Goes on from the member over which {@link extractZip} failed: it succeeds this time, or the error says what is wrong. */
async function completed(job: Job, reader: ArchiveReader, begun: ZipRunResult): Promise<ExtractSummary> {
  const { failed, files, bytes } = begun;
  let { kept } = begun;
  const summary = { files, bytes };
  if (failed !== undefined) {
    job.meter.set(begun.bytes);
    const rest = { ...reader, members: () => membersFrom(reader, failed) };
    const added = await extractMembers({ ...job, wasEmpty: false }, rest);
    summary.files += added.files;
    summary.bytes += added.bytes;
    kept += added.kept ?? 0;
  }
  return job.options.resume ? { ...summary, kept } : summary;
}

async function* membersFrom(reader: ArchiveReader, first: number): AsyncGenerator<Member> {
  let index = 0;
  for await (const member of reader.members()) if (index++ >= first) yield member;
}

async function extractBySevenZip(job: Job): Promise<ExtractSummary> {
  const { extractSevenZip } = await import("./seven-zip.js");
  const { archive, root, options, meter, budget, checkCollision } = job;
  return extractSevenZip(archive, root, { ...options, budget, meter, checkCollision });
}

/**
 * Refuses by the table of contents alone, while nothing has been written. "foreign" when a member is compressed in a
 * way that only 7-Zip knows.
 */
async function checkFirst(job: Job, reader: ArchiveReader): Promise<"plain" | "foreign"> {
  const { archive, root, options, meter, budget, resume, checkCollision } = job;
  const { only = () => true } = options;
  const overlaps = overlapCheck(archive);
  let contents: "plain" | "foreign" = "plain";
  let bytes = 0;
  let present = 0;
  for await (const member of reader.members()) {
    budget.entry();
    if (member.extent !== undefined) overlaps.add(member.extent.start, member.extent.end);
    if (!only(member.path)) continue;
    if (member.foreign) contents = "foreign";
    if (member.kind === "symbolic-link") await checkLinkFile(archive, member);
    if (member.kind !== "directory") checkCollision?.(member.path);
    budget.bytes(member.size);
    bytes += member.size;
    if (resume && member.size > 0) present += bytesThere(join(root, member.path), member.size);
  }
  overlaps.finish();
  meter.total(bytes);
  checkFreeSpace(archive, root, bytes - present);
  return contents;
}

/** A symbolic link in a zip is a file that holds its target. */
async function checkLinkFile(archive: string, member: Member): Promise<void> {
  if (member.size > longestTarget)
    throw unsafe(archive, `the target of the link "${member.path}" is absurdly long`);
  const target = await member.content();
  if (target instanceof Uint8Array) checkLinkTarget(archive, member.path, Buffer.from(target).toString());
}

async function extractMembers(job: Job, reader: ArchiveReader): Promise<ExtractSummary> {
  const { archive, root, budget, meter, resume, wasEmpty, checkCollision } = job;
  const { only = () => true, overwrite = true, onWarning } = job.options;
  const repeated = repeatedNames();
  const summary: ExtractSummary = { files: 0, bytes: 0, ...(job.options.resume && { kept: 0 }) };
  const makeDirectory = directoryMaker();
  const inFlight = new Map<string, Promise<void>>();
  const links: Member[] = [];
  let failure: unknown;

  const count = (bytes: number) => {
    budget.bytes(bytes);
    summary.bytes += bytes;
    meter.add(bytes);
  };
  const extractFile = async (member: Member) => {
    const target = join(root, member.path);
    makeDirectory(dirname(target));
    if (resume && member.crc32 !== undefined && (await isComplete(target, member.size, member.crc32))) {
      count(member.size);
      summary.files += 1;
      summary.kept = (summary.kept ?? 0) + 1;
      return;
    }
    if (!overwrite) await refuseExisting(target);
    if (wasEmpty && onWarning !== undefined && existsSync(target)) repeated.add(member.path);
    const content = await member.content();
    if (content instanceof Uint8Array) count(content.length);
    await replaceFileWith(target, content instanceof Uint8Array ? content : counted(archive, content, count));
    summary.files += 1;
  };
  const pause = pauses();

  try {
    for await (const member of reader.members()) {
      if (failure !== undefined) break;
      budget.entry();
      if (member.kind === "directory") {
        if (only(member.path)) makeDirectory(join(root, member.path));
        continue;
      }
      if (!only(member.path)) continue;
      if (member.path === "") throw unsafe(archive, "a file in it has no name");
      if (!reader.sized) checkCollision?.(member.path);
      if (member.kind !== "file" && member.target !== undefined) {
        links.push(member);
        continue;
      }
      // A name that comes twice must end up with its last content.
      await inFlight.get(member.path);
      const work = extractFile(member)
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => inFlight.delete(member.path));
      inFlight.set(member.path, work);
      if (!reader.concurrent) await work;
      else if (inFlight.size >= filesInFlight) await Promise.race(inFlight.values());
      await pause();
    }
  } finally {
    await Promise.all(inFlight.values());
  }
  if (failure !== undefined) throw failure;
  await makeLinks(archive, root, links, { makeDirectory, budget, overwrite, summary });
  meter.finish();
  repeated.report(onWarning);
  return summary;
}

const mostNamed = 8;

/** Files that an archive holds more than once. Only the names that are reported are kept. */
function repeatedNames() {
  const names = new Set<string>();
  let count = 0;
  return {
    add: (name: string) => {
      count += 1;
      if (names.size < mostNamed) names.add(name);
    },
    report: (onWarning: ExtractOptions["onWarning"]) => {
      if (count === 0) return;
      const rest = count > names.size ? " and others" : "";
      const list = [...names].map((name) => `\`${name}\``).join(", ");
      onWarning?.(`The archive contains ${list}${rest} more than once. The last copy of each is used.`);
    },
  };
}

async function* counted(
  archive: string,
  blocks: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const block of blocks) {
      count(block.length);
      yield block;
    }
  } catch (error) {
    throw readError(error, archive);
  }
}

interface LinkContext {
  makeDirectory: (directory: string) => void;
  budget: Budget;
  overwrite: boolean;
  summary: ExtractSummary;
}

/**
 * Links come last: nothing is written through a link that the archive itself brought, and a hard link finds its file
 * wherever that is in the archive.
 */
async function makeLinks(
  archive: string,
  root: string,
  links: Member[],
  context: LinkContext,
): Promise<void> {
  const { makeDirectory, budget, overwrite, summary } = context;
  for (const kind of ["hard-link", "symbolic-link"]) {
    for (const link of links.filter((member) => member.kind === kind)) {
      const target = join(root, link.path);
      makeDirectory(dirname(target));
      if (!overwrite) await refuseExisting(target);
      if (kind === "symbolic-link") {
        checkLinkTarget(archive, link.path, link.target!, await trueDepth(archive, root, link.path));
        await replaceFile(target, (temporary) => symlink(link.target!, temporary));
        continue;
      }
      const source = join(root, archivePath(archive, link.target!));
      const found = await lstat(source).catch(() => undefined);
      if (!found?.isFile())
        throw damaged(archive, `"${link.path}" links to "${link.target}", which does not exist`);
      budget.bytes(found.size);
      await replaceFile(target, (temporary) => copyFile(source, temporary, constants.COPYFILE_FICLONE));
      summary.files += 1;
      summary.bytes += found.size;
    }
  }
}

/** How far below `root` a link comes to lie: other than its name says when it is behind another link. */
async function trueDepth(archive: string, root: string, path: string): Promise<number> {
  const [parent, top] = await Promise.all([realpath(dirname(join(root, path))), realpath(root)]);
  const inside = relative(top, parent);
  if (inside === "") return 0;
  const parts = inside.split(sep);
  if (parts[0] === ".." || isAbsolute(inside))
    throw unsafe(archive, `the link "${path}" would lie outside the destination`);
  return parts.length;
}
