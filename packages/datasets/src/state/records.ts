import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { exists, writeFileDurably } from "../work-directories.js";

/**
 * The records that mlebench keeps in a competition's directory `home`. They distinguish files that mlebench made, which
 * it may reuse and delete, from files that a person put there.
 */
const files = {
  /** Beside a downloaded archive. */
  download: ".download.json",
  /** Beside `raw/`. */
  raw: ".raw.json",
  /** Beside `raw.tmp/`. */
  extraction: ".raw.tmp.json",
} as const;

type RecordKind = keyof typeof files;

const recordFile = (home: string, kind: RecordKind): string => join(home, files[kind]);

function writeRecord(home: string, kind: RecordKind, record: object): void {
  writeFileDurably(recordFile(home, kind), `${JSON.stringify(record)}\n`);
}

/** Undefined if there is none, or none that can be read: then the files count as a person's. */
function readRecord<Content>(home: string, kind: RecordKind): Content | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(home, kind), "utf8")) as Content;
  } catch {
    return undefined;
  }
}

export function removeRecord(home: string, kind: RecordKind): void {
  rmSync(recordFile(home, kind), { force: true });
}

/**
 * Identifies the content of archives without reading them: path, size and modification time of each.
 * @throws Error of the system if an archive does not exist
 */
export function archiveStamp(...archives: readonly string[]): string {
  return archives
    .map((archive) => {
      const { size, mtimeNs } = statSync(archive, { bigint: true });
      return `${archive} ${size} ${mtimeNs}`;
    })
    .join("\n");
}

function isUnchanged(archives: readonly string[], stamp: string): boolean {
  try {
    return archiveStamp(...archives) === stamp;
  } catch {
    return false;
  }
}

interface DownloadRecord {
  /** Stamp of the archive when it was downloaded. */
  stamp: string;
  md5?: string;
}

/** Records that mlebench has downloaded the archive. */
export function recordDownload(home: string, archive: string, md5: string | undefined): void {
  writeRecord(home, "download", { stamp: archiveStamp(archive), ...(md5 !== undefined && { md5 }) });
}

/** The record of a downloaded archive; undefined for an archive that a person put there. */
export function readDownloadRecord(home: string, archive: string): { md5?: string } | undefined {
  const record = readRecord<DownloadRecord>(home, "download");
  return record !== undefined && isUnchanged([archive], record.stamp) ? record : undefined;
}

interface RawRecord {
  /** Of the directory. Survives renaming, but not deleting and making it again. */
  identity: string;
  /** Stamp of the archives that `raw/` was extracted from, or path of the directory that it was copied from. */
  source: string;
  /** Whether `raw/` stays by request; else it is removed as soon as the data is prepared. */
  kept: boolean;
}

/** Undefined if the file system does not record creation times, so that inode numbers may be reused. */
function directoryIdentity(directory: string): string | undefined {
  const found = statSync(directory, { bigint: true, throwIfNoEntry: false });
  if (found === undefined || found.birthtimeNs <= 0n) return undefined;
  return `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}

/** Records that mlebench made `directory`, which is about to be renamed to `raw`. */
export function recordRaw(home: string, directory: string, source: string): void {
  const identity = directoryIdentity(directory);
  if (identity !== undefined) writeRecord(home, "raw", { identity, source, kept: false });
}

/** The record of a `raw` that mlebench made; undefined for one that a person put there. */
export function readRawRecord(home: string, raw: string): RawRecord | undefined {
  const record = readRecord<RawRecord>(home, "raw");
  const identity = directoryIdentity(raw);
  return identity !== undefined && record?.identity === identity ? record : undefined;
}

/** Records that the `raw` that mlebench made is to be kept. */
export function keepRaw(home: string, raw: string): void {
  const record = readRawRecord(home, raw);
  if (record?.kept === false) writeRecord(home, "raw", { ...record, kept: true });
}

/** Whether there is a record of a `raw` that no longer exists, or is another one: an interruption came in between. */
export function hasOrphanedRawRecord(home: string, raw: string): boolean {
  return existsSync(recordFile(home, "raw")) && readRawRecord(home, raw) === undefined;
}

interface ExtractionRecord {
  /** Path of the archive; of several, one per line. */
  archive: string;
  stamp: string;
}

/** Directory that archives are extracted into; its name is the same for every process, so another one can resume. */
export const extractionDirectory = (home: string): string => join(home, "raw.tmp");

/** Whether `name` is the extraction directory or its record. */
export const isExtraction = (name: string): boolean => name === "raw.tmp" || name === files.extraction;

export const hasExtraction = (home: string): boolean =>
  exists(extractionDirectory(home)) || existsSync(recordFile(home, "extraction"));

/** Records which archives are extracted into the extraction directory. */
export function recordExtraction(home: string, archives: readonly string[]): void {
  writeRecord(home, "extraction", { archive: archives.join("\n"), stamp: archiveStamp(...archives) });
}

/** The archives that an interrupted extraction can be resumed from; undefined if there is none, or they have changed. */
export function resumableArchives(home: string): readonly string[] | undefined {
  const record = readRecord<ExtractionRecord>(home, "extraction");
  const archives = record?.archive.split("\n");
  return archives !== undefined && isUnchanged(archives, record?.stamp ?? "") ? archives : undefined;
}

/** Whether an extraction of exactly these archives can be resumed. */
export function isResumable(home: string, archives: readonly string[]): boolean {
  return resumableArchives(home)?.join("\n") === archives.join("\n");
}
