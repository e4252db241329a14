import { readFileSync } from "node:fs";
import { join } from "node:path";
import { archiveStamp } from "./archive-stamp.js";

/** Kept beside a directory that archives are being extracted into, so that an interrupted run can go on there. */
export interface PartialRecord {
  /** Path of the archive; of several, one a line. */
  archive: string;
  /** Of the archives when the extraction began: others must not go on in their files. */
  stamp: string;
}

const directoryName = "raw.tmp";
const recordName = ".raw.tmp.json";

/** Where the archive of the competition in `home` is extracted; its name is the same for every process. */
export const partialDirectory = (home: string): string => join(home, directoryName);

export const partialRecordFile = (home: string): string => join(home, recordName);

/** True for the name of either. */
export const isPartial = (name: string): boolean => name === directoryName || name === recordName;

/** True when what is in {@link partialDirectory} comes from `archives`, or from any that are still as they were. */
export function isResumable(home: string, archives?: readonly string[]): boolean {
  try {
    const record = JSON.parse(readFileSync(partialRecordFile(home), "utf8")) as PartialRecord;
    const isSame = archives === undefined || archives.join("\n") === record.archive;
    return isSame && record.stamp === archiveStamp(...record.archive.split("\n"));
  } catch {
    return false;
  }
}
