import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { removeDirectory, writeFileDurably } from "../work-directories.js";

/**
 * Kept beside `raw/`: that we made it, and from what. It tells raw files that may be deleted or reused from files
 * that a person put there.
 */
interface RawRecord {
  /** Of the directory; survives renaming, but not deleting and making anew. */
  identity: string;
  source: string;
  /** Whether it stays by request. */
  kept: boolean;
}

const recordFile = (home: string): string => join(home, ".raw.json");

/** Identity of a directory; undefined where the file system does not record births, so that inodes may be reused. */
function identityOf(directory: string): string | undefined {
  const found = statSync(directory, { bigint: true, throwIfNoEntry: false });
  if (found === undefined || found.birthtimeNs <= 0n) return undefined;
  return `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}

/** Notes that `directory`, about to become `home`/raw, is ours. */
export function recordRaw(home: string, directory: string, source: string): void {
  const identity = identityOf(directory);
  if (identity !== undefined) writeRecord(home, { identity, source, kept: false });
}

function writeRecord(home: string, record: RawRecord): void {
  writeFileDurably(recordFile(home), `${JSON.stringify(record)}\n`);
}

/** The record of our `raw`; undefined when it is not ours, as far as is known. */
function readRecord(home: string, raw: string): RawRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(recordFile(home), "utf8")) as RawRecord;
    const identity = identityOf(raw);
    return identity !== undefined && record.identity === identity ? record : undefined;
  } catch {
    return undefined;
  }
}

/** What our `raw` was made from; undefined when it is not ours. */
export function recordedSource(home: string, raw: string): string | undefined {
  return readRecord(home, raw)?.source;
}

/** True when `raw` is ours and was to be removed, but an interruption came first. */
export function isStaleRaw(home: string, raw: string): boolean {
  return readRecord(home, raw)?.kept === false;
}

/** True when there is a record and it is about no `raw` that is there: an interruption came between the two. */
export function hasStaleRecord(home: string, raw: string): boolean {
  return existsSync(recordFile(home)) && readRecord(home, raw) === undefined;
}

/** Removes a record that is about no `raw` that is there; only while nobody else makes one. */
export function clearStaleRecord(home: string, raw: string): void {
  if (hasStaleRecord(home, raw)) rmSync(recordFile(home), { force: true });
}

/** Notes that somebody asked to keep our `raw`. */
export function keepRecordedRaw(home: string, raw: string): void {
  const record = readRecord(home, raw);
  if (record?.kept === false) writeRecord(home, { ...record, kept: true });
}

/** Removes the record along with the directory that it is about. */
export async function removeRaw(home: string, raw: string): Promise<void> {
  await removeDirectory(raw);
  rmSync(recordFile(home), { force: true });
}
