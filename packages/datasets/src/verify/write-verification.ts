import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ComparedFile, formatVerification, isVerificationFile, verificationPath } from "@mlebench/core";
import { isTemporaryName, writeFileAtomically } from "@mlebench/disk";

/**
 * Notes in `prepared/` what a comparison came to; nothing when there was nothing to compare with.
 * @param compared every file with a published checksum; others say nothing
 * @throws Error of the system where `prepared/` cannot be written to
 */
export function writeVerification(prepared: string, compared: readonly ComparedFile[]): void {
  removeAbandoned(prepared);
  const path = verificationPath(prepared);
  const record = formatVerification(prepared, compared);
  if (record === undefined) rmSync(path, { force: true });
  else writeFileAtomically(path, record, { sync: true });
}

/** Whether a file of `prepared/` is no data: the record of a comparison, or an unfinished one. */
export const isRecordFile = (name: string): boolean => isVerificationFile(name) || isTemporaryName(name);

/** Removes what writers left that were killed before the record had its name; one that still works has just begun. */
function removeAbandoned(prepared: string): void {
  for (const name of readdirSync(prepared)) {
    const path = join(prepared, name);
    if (!isRecordFile(name) || path === verificationPath(prepared)) continue;
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - written > 60_000) rmSync(path, { force: true });
  }
}
