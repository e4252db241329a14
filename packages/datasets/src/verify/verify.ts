import { statSync } from "node:fs";
import { join } from "node:path";
import {
  type Checksums,
  type Competition,
  type CompetitionPaths,
  competitionPaths,
  describeError,
  isMlebenchError,
  type Progress,
  readChecksums,
  UserError,
} from "@mlebench/core";
import { directoryEntries } from "@mlebench/disk";
import type { FileCheck } from "../prepare/options.js";
import { writeVerification } from "./write-verification.js";

/** Files with published MD5s in the Python reference: tables directly under `public/` and `private/`. */
const checkedFile = /\.(csv|json|jsonl|parquet|bson)$/;
const sides = ["public", "private"] as const;

/** A check, and what was compared. */
export interface VerifiedFile extends FileCheck {
  /**
   * Whether bytes or content were compared. Content is the table in a Parquet file, or the members of an archive.
   * Absent if there was nothing to compare.
   */
  comparison?: "bytes" | "content";
  /** True if the bytes differ and the content, which is what counts, could not be compared; see `note`. */
  inconclusive?: true;
}

type Published = Pick<Checksums, "public" | "private" | "contents">;

const parquetNote =
  "Parquet files record which program wrote them and how it compressed them, so the same table may have another MD5.";
const contentNote = "The bytes differ, but the table is the same.";

/** MD5s by name of the tables directly under both prepared directories. */
async function preparedChecksums(
  paths: Pick<CompetitionPaths, "public" | "private">,
  onProgress?: (progress: Progress) => void,
): Promise<Pick<Checksums, "public" | "private">> {
  const { md5File } = await import("@mlebench/disk/md5");
  const files = sides.flatMap((side) => tablesOf(paths[side]).map((name) => ({ side, name })));
  const found: Record<(typeof sides)[number], Record<string, string>> = { public: {}, private: {} };
  for (const [index, { side, name }] of files.entries()) {
    onProgress?.({ step: "verify", done: index, total: files.length, unit: "files" });
    found[side][name] = await md5File(join(paths[side], name));
  }
  onProgress?.({ step: "verify", done: files.length, total: files.length, unit: "files" });
  return found;
}

function tablesOf(directory: string): string[] {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const names: string[] = [];
  for (const { name } of directoryEntries(directory)) if (checkedFile.test(name)) names.push(name);
  return names.filter((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.isFile()).sort();
}

function checkFile(file: string, md5: string | undefined, published: string | undefined): VerifiedFile {
  if (md5 === undefined) return { file, verdict: "missing", published };
  if (published === undefined) return { file, verdict: "not published", md5 };
  const verdict = md5 === published ? "match" : "differs";
  const check = { file, verdict, comparison: "bytes", md5, published } as const;
  if (verdict === "match" || !file.endsWith(".parquet")) return check;
  return { ...check, inconclusive: true, note: parquetNote };
}

/** The check of a Parquet file after its content was compared. */
export function checkedByContent(check: VerifiedFile, difference: string | undefined): VerifiedFile {
  const { inconclusive: _settled, ...rest } = check;
  return difference === undefined
    ? { ...rest, verdict: "match", comparison: "content", note: contentNote }
    : { ...rest, verdict: "differs", comparison: "content", note: difference };
}

/** Settles checks of Parquet files for which a digest of the content is published. */
async function compareByDigest(
  check: VerifiedFile,
  paths: Pick<CompetitionPaths, "public" | "private">,
  contents: Checksums["contents"] = {},
): Promise<VerifiedFile> {
  const published = contents[check.file];
  if (check.inconclusive !== true || published === undefined) return check;
  const { parquetDigest } = await import("./parquet-content.js");
  try {
    const digest = await parquetDigest(preparedFile(paths, check.file));
    if (digest === published) return checkedByContent(check, undefined);
    return checkedByContent(check, `Content digest ${digest}, expected ${published}.`);
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    return checkedByContent(check, describeError(error));
  }
}

/** Absolute path of a file that a check names. */
export function preparedFile(paths: Pick<CompetitionPaths, "public" | "private">, file: string): string {
  const [side, ...rest] = file.split("/");
  return join(side === "public" ? paths.public : paths.private, ...rest);
}

/**
 * Content digests of the Parquet files directly under both prepared directories, as in `contents` of
 * `facts/checksums.json`.
 * @throws UserError if one is damaged
 */
export async function preparedContents(
  paths: Pick<CompetitionPaths, "public" | "private">,
): Promise<Record<string, string>> {
  const files = sides.flatMap((side) => tablesOf(paths[side]).map((name) => `${side}/${name}`));
  const contents: Record<string, string> = {};
  for (const file of files.filter((name) => name.endsWith(".parquet"))) {
    const { parquetDigest } = await import("./parquet-content.js");
    contents[file] = await parquetDigest(preparedFile(paths, file));
  }
  return contents;
}

/**
 * Compares both prepared directories with the published MD5s, in order of filename, and Parquet files with another MD5
 * with the published digest of their content, if there is one.
 */
export async function checkPrepared(
  paths: Pick<CompetitionPaths, "public" | "private">,
  published: Published,
  onProgress?: (progress: Progress) => void,
): Promise<{ checks: VerifiedFile[]; found: Pick<Checksums, "public" | "private"> }> {
  const found = await preparedChecksums(paths, onProgress);
  const checks = sides.flatMap((side) => {
    const names = new Set([...Object.keys(found[side]), ...Object.keys(published[side])]);
    return [...names]
      .sort()
      .map((name) => checkFile(`${side}/${name}`, found[side][name], published[side][name]));
  });
  const settled: VerifiedFile[] = [];
  for (const check of checks) settled.push(await compareByDigest(check, paths, published.contents));
  return { checks: settled, found };
}

/**
 * Compares an archive with its published MD5.
 * @param known its MD5, if it has been computed
 */
export async function checkArchive(
  id: string,
  archive: string,
  published: string | null,
  known?: string,
): Promise<VerifiedFile> {
  const { md5File } = await import("@mlebench/disk/md5");
  return checkFile(`${id}.zip`, known ?? (await md5File(archive)), published ?? undefined);
}

/**
 * Settles the check of an archive with another MD5 by the tables made from it: Kaggle and other people repack archives,
 * which changes only their MD5.
 */
export function settleArchive(archive: VerifiedFile, tables: readonly VerifiedFile[]): VerifiedFile {
  const areAsPublished = tables.some(({ verdict }) => verdict === "match") && !tables.some(isFailure);
  if (archive.verdict !== "differs" || !areAsPublished) return archive;
  const note = `MD5 ${archive.md5}, expected ${archive.published}. The tables made from it match their published checksums.`;
  return { ...archive, inconclusive: true, note };
}

/**
 * Records the result of verifying prepared files beside the data, for grading. Records nothing in a directory that is not
 * writable. Of files in subdirectories, such as images, records only failures.
 */
export function recordVerification(
  { prepared }: Pick<CompetitionPaths, "prepared">,
  checks: readonly VerifiedFile[],
): void {
  const compared = checks
    .filter(({ verdict }) => verdict !== "not published")
    .filter((check) => check.file.split("/").length === 2 || isFailure(check))
    .map((check) => ({ file: check.file, outcome: outcomeOf(check) }));
  try {
    writeVerification(prepared, compared);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
  }
}

function outcomeOf(check: VerifiedFile): "match" | "failed" | "inconclusive" {
  if (isFailure(check)) return "failed";
  return check.inconclusive ? "inconclusive" : "match";
}

/**
 * Compares every csv, json, jsonl, parquet, and bson file directly under `prepared/public` and `prepared/private` with the
 * MD5 published for the real data.
 */
export async function verifyPrepared(
  competition: Competition,
  dataDirectory: string,
): Promise<VerifiedFile[]> {
  const paths = competitionPaths(dataDirectory, competition.facts);
  return (await checkPrepared(paths, readChecksums(competition))).checks;
}

/** Whether a check failed. Inconclusive checks did not. */
export function isFailure({ verdict, inconclusive }: VerifiedFile): boolean {
  return verdict === "missing" || (verdict === "differs" && inconclusive !== true);
}

/** The checks of a failed verification; undefined for any other error. */
export function failedChecks(error: unknown): FileCheck[] | undefined {
  return error instanceof Error && "checks" in error ? (error.checks as FileCheck[]) : undefined;
}

/** The error of a failed verification. Names every file that failed and carries all checks. */
export function verificationError(id: string, home: string, checks: VerifiedFile[]): UserError {
  const failures = checks.filter(isFailure);
  const lines = failures.map(({ file, verdict, comparison, md5, published, note }) => {
    if (verdict === "missing") return `${file} is missing`;
    if (comparison === "content") return `${file} contains another table (${note})`;
    return `${file} has MD5 ${md5}, expected ${published}`;
  });
  const error = new UserError(
    `Checksum mismatch for \`${id}\` in ${failures.length} of ${checks.length} ${checks.length === 1 ? "file" : "files"}: ${lines.join("; ")}`,
    {
      file: home,
      hint: `The files were kept and are marked as different. Download and prepare again with \`mlebench prepare -c ${id} --fresh\`, after deleting an archive or raw files that you put into ${home}; or accept them with \`--skip-verification\`.`,
    },
  );
  return Object.assign(error, { checks });
}
