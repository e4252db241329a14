import { readdirSync, statSync } from "node:fs";
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
  writeVerification,
} from "@mlebench/core";
import type { FileCheck } from "../prepare/options.js";

/** What the reference publishes MD5s of: tables directly under public/ and private/. */
const checkedFile = /\.(csv|json|jsonl|parquet|bson)$/;
const sides = ["public", "private"] as const;

/** A check, with what it rests on. */
export interface VerifiedFile extends FileCheck {
  /**
   * Whether the bytes were compared, or what the file holds: the table in a Parquet file, the members of an archive.
   * Absent where there was nothing to compare.
   */
  comparison?: "bytes" | "content";
  /** True where the bytes differ but the content, which is what counts, could not be compared: see the note. */
  inconclusive?: true;
}

type Published = Pick<Checksums, "public" | "private" | "contents">;

const parquetNote =
  "Parquet files record which program wrote them and how it packed them; the same table may have another MD5.";
const contentNote = "Another program wrote this Parquet file; it holds the same table.";

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
  return readdirSync(directory)
    .filter((name) => checkedFile.test(name))
    .filter((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.isFile())
    .sort();
}

function checkFile(file: string, md5: string | undefined, published: string | undefined): VerifiedFile {
  if (md5 === undefined) return { file, verdict: "missing", published };
  if (published === undefined) return { file, verdict: "not published", md5 };
  const verdict = md5 === published ? "match" : "differs";
  const check = { file, verdict, comparison: "bytes", md5, published } as const;
  if (verdict === "match" || !file.endsWith(".parquet")) return check;
  return { ...check, inconclusive: true, note: parquetNote };
}

/** A Parquet file's check by what the file holds. */
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
  const { parquetDigest } = await import("../parquet-content.js");
  try {
    const digest = await parquetDigest(preparedFile(paths, check.file));
    if (digest === published) return checkedByContent(check, undefined);
    return checkedByContent(check, `Its content has the digest ${digest}; published is ${published}.`);
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
 * Digests of what the Parquet files directly under both prepared directories hold, as `facts/checksums.json` has them
 * under `contents`.
 * @throws UserError when one is damaged
 */
export async function preparedContents(
  paths: Pick<CompetitionPaths, "public" | "private">,
): Promise<Record<string, string>> {
  const files = sides.flatMap((side) => tablesOf(paths[side]).map((name) => `${side}/${name}`));
  const contents: Record<string, string> = {};
  for (const file of files.filter((name) => name.endsWith(".parquet"))) {
    const { parquetDigest } = await import("../parquet-content.js");
    contents[file] = await parquetDigest(preparedFile(paths, file));
  }
  return contents;
}

/**
 * Compares both prepared directories to the published MD5s, files in order of name, and Parquet files that have
 * another MD5 to the published digest of their content, where there is one.
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
 * Compares an archive to its published MD5.
 * @param known its MD5, if that has been computed already
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
 * Judges an archive by what was made from it: Kaggle packs archives again, and so do people, which changes their MD5
 * and nothing else.
 */
export function settleArchive(archive: VerifiedFile, tables: readonly VerifiedFile[]): VerifiedFile {
  const areAsPublished = tables.some(({ verdict }) => verdict === "match") && !tables.some(isFailure);
  if (archive.verdict !== "differs" || !areAsPublished) return archive;
  const note = `MD5 ${archive.md5}, published is ${archive.published}. The tables made from it are as published.`;
  return { ...archive, inconclusive: true, note };
}

/**
 * Keeps what checks of prepared files came to beside the data, for whoever grades with them. Data directories that
 * cannot be written to keep nothing. Of files in folders, such as images, only failures are kept.
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
 * MD5 of every csv, json, jsonl, parquet and bson file directly under `prepared/public` and `prepared/private`,
 * against what is published for the real data.
 */
export async function verifyPrepared(
  competition: Competition,
  dataDirectory: string,
): Promise<VerifiedFile[]> {
  const paths = competitionPaths(dataDirectory, competition.facts);
  return (await checkPrepared(paths, readChecksums(competition))).checks;
}

/** True for a check that says that the data are not right, as far as is known. */
export function isFailure({ verdict, inconclusive }: VerifiedFile): boolean {
  return verdict === "missing" || (verdict === "differs" && inconclusive !== true);
}

/** What the checks of a failed verification were; undefined for any other error. */
export function failedChecks(error: unknown): FileCheck[] | undefined {
  return error instanceof Error && "checks" in error ? (error.checks as FileCheck[]) : undefined;
}

/** The error for data that are not as published, naming every such file; it carries all checks. */
export function verificationError(id: string, home: string, checks: VerifiedFile[]): UserError {
  const failures = checks.filter(isFailure);
  const lines = failures.map(({ file, verdict, comparison, md5, published, note }) => {
    if (verdict === "missing") return `${file} is missing`;
    if (comparison === "content") return `${file} holds another table (${note})`;
    return `${file} has MD5 ${md5}, published is ${published}`;
  });
  const count = `${failures.length} ${failures.length === 1 ? "file" : "files"}`;
  const error = new UserError(`The data of "${id}" are not as published in ${count}: ${lines.join("; ")}`, {
    file: home,
    hint: `The data stay in place and are marked as different. Start over with \`mlebench prepare -c ${id} --fresh\`; an archive or raw files that you put into ${home} have to be deleted first. \`--skip-verification\` uses the data as they are.`,
  });
  return Object.assign(error, { checks });
}
