import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileDurably } from "../work-directories.js";
import { archiveStamp } from "./archive-stamp.js";

/** Kept beside a downloaded archive: that we fetched it. Other archives belong to a person and are never deleted. */
interface DownloadRecord {
  /** Of the archive when it came; another archive under its name is not ours. */
  stamp: string;
  md5?: string;
}

const recordFile = (home: string): string => join(home, ".download.json");

/** Notes that the archive has been downloaded, not put there by a person. */
export function recordDownload(home: string, archive: string, md5: string | undefined): void {
  const record: DownloadRecord = { stamp: archiveStamp(archive), ...(md5 !== undefined && { md5 }) };
  writeFileDurably(recordFile(home), `${JSON.stringify(record)}\n`);
}

/** What is known of an archive that was downloaded; undefined for one that a person put there. */
export function downloadRecord(home: string, archive: string): { md5?: string } | undefined {
  try {
    const record = JSON.parse(readFileSync(recordFile(home), "utf8")) as DownloadRecord;
    return record.stamp === archiveStamp(archive) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a downloaded archive and the record of it. */
export function removeDownload(home: string, archive: string): void {
  rmSync(archive, { force: true });
  rmSync(recordFile(home), { force: true });
}
