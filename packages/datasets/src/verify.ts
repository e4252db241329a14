import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  type Checksums,
  type Competition,
  type CompetitionPaths,
  competitionPaths,
  type Progress,
  readChecksums,
  UserError,
} from "@mlebench/core";
import type { FileCheck } from "./options.js";

/** What the reference publishes MD5s of: tables directly under public/ and private/. */
const checkedFile = /\.(csv|json|jsonl|parquet|bson)$/;
const sides = ["public", "private"] as const;

const parquetNote =
  "Parquet files record which program wrote them and how it packed them; the same table may have another MD5.";

/** MD5s by name of the tables directly under both prepared directories. */
async function preparedChecksums(
  paths: Pick<CompetitionPaths, "public" | "private">,
  onProgress?: (progress: Progress) => void,
): Promise<Pick<Checksums, "public" | "private">> {
  const { md5File } = await import("@mlebench/archives");
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

function checkFile(file: string, md5: string | undefined, published: string | undefined): FileCheck {
  if (md5 === undefined) return { file, verdict: "missing", published };
  if (published === undefined) return { file, verdict: "not published", md5 };
  if (md5 === published) return { file, verdict: "match", md5, published };
  const note = file.endsWith(".parquet") ? { note: parquetNote } : {};
  return { file, verdict: "differs", md5, published, ...note };
}

/** Compares both prepared directories to the published MD5s, files in order of name. */
export async function checkPrepared(
  paths: Pick<CompetitionPaths, "public" | "private">,
  published: Pick<Checksums, "public" | "private">,
  onProgress?: (progress: Progress) => void,
): Promise<{ checks: FileCheck[]; found: Pick<Checksums, "public" | "private"> }> {
  const found = await preparedChecksums(paths, onProgress);
  const checks = sides.flatMap((side) => {
    const names = new Set([...Object.keys(found[side]), ...Object.keys(published[side])]);
    return [...names]
      .sort()
      .map((name) => checkFile(`${side}/${name}`, found[side][name], published[side][name]));
  });
  return { checks, found };
}

/** Compares an archive to its published MD5; undefined when none is published. */
export async function checkArchive(
  id: string,
  archive: string,
  published: string | null,
): Promise<FileCheck> {
  const { md5File } = await import("@mlebench/archives");
  return checkFile(`${id}.zip`, await md5File(archive), published ?? undefined);
}

/**
 * MD5 of every csv, json, jsonl, parquet and bson file directly under `prepared/public` and `prepared/private`,
 * against what is published for the real data.
 */
export async function verifyPrepared(competition: Competition, dataDirectory: string): Promise<FileCheck[]> {
  const paths = competitionPaths(dataDirectory, competition.facts);
  return (await checkPrepared(paths, readChecksums(competition))).checks;
}

/** True for a check that makes preparing fail. Parquet files may differ: see the check's note. */
export function isFailure({ verdict, note }: FileCheck): boolean {
  return verdict === "missing" || (verdict === "differs" && note === undefined);
}

/** What the checks of a failed verification were; undefined for any other error. */
export function failedChecks(error: unknown): FileCheck[] | undefined {
  return error instanceof Error && "checks" in error ? (error.checks as FileCheck[]) : undefined;
}

/** The error for data that are not as published, naming every such file; it carries all checks. */
export function verificationError(id: string, home: string, checks: FileCheck[]): UserError {
  const failures = checks.filter(isFailure);
  const lines = failures.map(({ file, verdict, md5, published }) =>
    verdict === "missing" ? `${file} is missing` : `${file} has MD5 ${md5}, published is ${published}`,
  );
  const count = `${failures.length} ${failures.length === 1 ? "file" : "files"}`;
  const error = new UserError(`The data of "${id}" are not as published in ${count}: ${lines.join("; ")}`, {
    file: home,
    hint: "The data stay in place. Prepare again from a fresh download, or use `--skip-verification` to accept them.",
  });
  return Object.assign(error, { checks });
}
