import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Competition,
  type CompetitionPaths,
  competitionPaths,
  type DataKind,
  dataMarkerFile,
  describeError,
  isMlebenchError,
  type LinkMode,
  type Progress,
  readChecksums,
  readDescription,
  UsageError,
  UserError,
} from "@mlebench/core";
import { entriesBelow, withReadableErrors } from "@mlebench/disk";
import { dataKind, type MiniatureMarker, miniatureMarker } from "../prepare/marker.js";
import { writeRaw } from "../prepare/miniature-raw.js";
import { placeExtraFiles } from "../raw/extra-files.js";
import { arrangeRaw, extractRaw } from "../raw/extract-raw.js";
import { locateSource, type RawSource } from "../raw/raw-source.js";
import { isReferenceDescription } from "../reference/reference-files.js";
import { exists, isNonEmptyDirectory, isWritable } from "../work-directories.js";
import { compareFiles, listFiles } from "./compare-files.js";
import { type FreshPreparation, withFreshPreparation } from "./fresh-preparation.js";
import {
  checkArchive,
  checkedByContent,
  checkPrepared,
  isFailure,
  preparedFile,
  recordVerification,
  settleArchive,
  type VerifiedFile,
} from "./verify.js";
import { isRecordFile } from "./write-verification.js";

export interface VerifyDatasetOptions {
  /** Holds one directory for each competition. */
  dataDirectory: string;
  /**
   * Real data only: raw data outside the data directory, as for preparing; needed for files that can only be compared by
   * content. Never changed.
   */
  from?: string;
  /** How the preparation to compare with places unchanged files. @default "auto" */
  link?: LinkMode;
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
}

export interface VerifyDatasetResult {
  id: string;
  kind: DataKind;
  /** Whether no check failed. Inconclusive checks did not fail. */
  ok: boolean;
  checks: VerifiedFile[];
  /** Number of prepared files without a published checksum. 0 for miniatures. */
  unchecked: number;
}

/**
 * Verifies prepared data, also data that the Python reference prepared.
 *
 * Real data: compares the archive, if it exists, and every csv, json, jsonl, parquet, and bson file directly under
 * `public/` and `private/` by MD5. A Parquet file with another MD5 is compared by content: with a published digest, else
 * with a temporary preparation from the raw data. Without raw data the check is inconclusive, unless the file cannot be
 * read.
 *
 * A miniature: generated and prepared again with its seed and size. Every file is compared; Parquet files and archives
 * with other bytes are compared by content.
 * @throws UserError if nothing is prepared, a miniature is unfinished, or the disk refuses; GraderError if the
 * competition's package fails; UsageError for `from` with a miniature
 */
export async function verifyDataset(
  competition: Competition,
  options: VerifyDatasetOptions,
): Promise<VerifyDatasetResult> {
  const dataDirectory = resolve(options.dataDirectory);
  const { id } = competition.facts;
  const paths = competitionPaths(dataDirectory, competition.facts);
  return withReadableErrors(paths.home, async () => {
    const kind = dataKind(dataDirectory, id);
    if (!exists(paths.public) && !exists(paths.private)) throw notPrepared(id, paths, kind);
    const found =
      kind === "miniature"
        ? await verifyMiniature(competition, paths, options)
        : await verifyReal(competition, paths, options);
    return { id, kind, ok: !found.checks.some(isFailure), ...found };
  });
}

function notPrepared(id: string, paths: CompetitionPaths, kind: DataKind): UserError {
  return new UserError(`\`${id}\` is not prepared`, {
    file: paths.prepared,
    hint: `Prepare it with \`mlebench prepare -c ${id}${kind === "miniature" ? " --mini" : ""}\`, or check \`--data-dir\`.`,
  });
}

type Verified = Pick<VerifyDatasetResult, "checks" | "unchecked">;

async function verifyReal(
  competition: Competition,
  paths: CompetitionPaths,
  options: VerifyDatasetOptions,
): Promise<Verified> {
  const published = readChecksums(competition);
  const { id } = competition.facts;
  const hasArchive = published.zip !== null && existsSync(paths.zip);
  if (hasArchive) options.onMessage?.(`Computing the MD5 of ${paths.zip}`);
  const archive = hasArchive ? [await checkArchive(id, paths.zip, published.zip)] : [];
  const { checks } = await checkPrepared(paths, published, options.onProgress);

  const open = checks.filter(({ inconclusive }) => inconclusive);
  const settled = open.length > 0 ? await compareWithFreshCopy(competition, paths, open, options) : [];
  const byFile = new Map(settled.map((check) => [check.file, check]));
  const tables = checks.map((check) => byFile.get(check.file) ?? check);
  recordVerification(paths, tables);
  let files = 0;
  for (const { path, entry } of entriesBelow(paths.prepared))
    if (!entry.isDirectory() && !isRecordFile(path)) files += 1;
  const checked = checks.filter(({ verdict }) => verdict !== "missing").length;
  return {
    checks: [...archive.map((check) => settleArchive(check, tables)), ...tables],
    unchecked: files - checked,
  };
}

type NamedSource = Exclude<RawSource, { kind: "own" }>;

async function rawSources(
  competition: Competition,
  paths: CompetitionPaths,
  from: string | undefined,
): Promise<NamedSource[]> {
  const named = from === undefined ? undefined : await locateSource(from, competition, paths);
  if (named !== undefined && named.kind !== "own") return [named];
  const sources: NamedSource[] = [];
  if (isNonEmptyDirectory(paths.raw)) sources.push({ kind: "directory", path: paths.raw });
  if (existsSync(paths.zip)) sources.push({ kind: "archive", paths: [paths.zip] });
  return sources;
}

/** Settles checks of Parquet files by comparing them with a temporary preparation from the raw data. */
async function compareWithFreshCopy(
  competition: Competition,
  paths: CompetitionPaths,
  open: readonly VerifiedFile[],
  options: VerifyDatasetOptions,
): Promise<VerifiedFile[]> {
  const { id } = competition.facts;
  const sources = await rawSources(competition, paths, options.from);
  let why = `Its content was not compared: raw data not found. Put Kaggle's archive at ${paths.zip}, or pass it with \`--from\`.`;
  if (sources.length > 0 && !isWritable(paths.home)) {
    why = `Its content was not compared: that needs a temporary preparation, and ${paths.home} is not writable.`;
    sources.length = 0;
  }
  for (const source of sources) {
    const place = source.kind === "archive" ? source.paths.join(", ") : source.path;
    options.onMessage?.(`Preparing ${id} from ${place} to compare Parquet files by content`);
    try {
      const outcome = await withFreshPreparation(
        competition,
        paths,
        options,
        async (directory) => {
          const raw = await placeRaw(competition, source, directory, options);
          await placeExtraFiles({ competition, paths, options }, raw, source);
          return raw;
        },
        (fresh) => compareWithFresh(competition, paths, open, fresh),
      );
      if (Array.isArray(outcome)) return outcome;
      why = `Its content was not compared: ${place} differs from the published raw data: preparing it produced a different ${outcome.wrong}.`;
    } catch (error) {
      if (!isMlebenchError(error)) throw error;
      why = `Its content was not compared: preparing from ${place} failed. ${describeError(error)}`;
    }
  }
  const settled: VerifiedFile[] = [];
  for (const check of open) {
    const damage = await damageOf(preparedFile(paths, check.file));
    settled.push(
      damage === undefined ? { ...check, note: `${check.note} ${why}` } : checkedByContent(check, damage),
    );
  }
  return settled;
}

/** @returns directory of the raw files: `directory`, or one inside */
async function placeRaw(
  competition: Competition,
  source: NamedSource,
  directory: string,
  { link, onProgress }: VerifyDatasetOptions,
): Promise<string> {
  if (source.kind === "archive") return extractRaw(competition, source.paths, directory, { onProgress });
  const { linkDirectory } = await import("@mlebench/folders");
  await linkDirectory(source.path, directory, { mode: link === "copy" ? "copy" : "clone", onProgress });
  return arrangeRaw(competition, directory);
}

async function compareWithFresh(
  competition: Competition,
  paths: CompetitionPaths,
  open: readonly VerifiedFile[],
  fresh: FreshPreparation,
): Promise<VerifiedFile[] | { wrong: string }> {
  // Only if all other files match are these the raw data that the Parquet files were made from.
  const { checks } = await checkPrepared(fresh.paths, readChecksums(competition));
  const wrong = checks.find(isFailure);
  if (wrong !== undefined) return { wrong: wrong.file };
  const settled: VerifiedFile[] = [];
  for (const check of open) {
    const [ours, theirs] = [preparedFile(paths, check.file), preparedFile(fresh.paths, check.file)];
    const { difference } = await compareFiles(ours, theirs, fresh.scratch);
    settled.push(checkedByContent(check, difference));
  }
  return settled;
}

/** Why a Parquet file cannot be read to its end; undefined if it can. */
async function damageOf(file: string): Promise<string | undefined> {
  const { parquetDigest } = await import("./parquet-content.js");
  try {
    await parquetDigest(file);
    return undefined;
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    return describeError(error);
  }
}

async function verifyMiniature(
  competition: Competition,
  paths: CompetitionPaths,
  options: VerifyDatasetOptions,
): Promise<Verified> {
  if (options.from !== undefined) {
    throw new UsageError("`--from` cannot be used with a miniature", {
      hint: "Miniatures have no raw data. Leave `--from` out.",
    });
  }
  const { seed, size, version } = finishedMarker(competition, paths);
  const { version: installed } = miniatureMarker(competition, seed, size);
  options.onMessage?.(`Regenerating the miniature of ${competition.facts.id} (seed ${seed}, size ${size})`);
  const checks = await withFreshPreparation(
    competition,
    paths,
    options,
    async (directory) => {
      await writeRaw(competition, directory, { seed, size });
      return directory;
    },
    (fresh) => compareAll(competition, paths, fresh, options),
  );
  recordVerification(paths, checks);
  if (version === installed) return { checks, unchecked: 0 };
  const note = `It was made by version ${version ?? "?"} of the competition's package, but ${installed ?? "?"} is installed. Prepare it again.`;
  const aged = checks.map((check) =>
    isFailure(check) ? { ...check, note: [check.note, note].filter(Boolean).join(" ") } : check,
  );
  return { checks: aged, unchecked: 0 };
}

function finishedMarker({ facts }: Competition, { home }: CompetitionPaths): MiniatureMarker {
  const file = join(home, dataMarkerFile);
  const marker = JSON.parse(readFileSync(file, "utf8")) as Partial<MiniatureMarker>;
  const { seed, size, version = null } = marker;
  if (typeof seed === "number" && typeof size === "number") return { kind: "miniature", seed, size, version };
  throw new UserError(`The miniature of \`${facts.id}\` is incomplete`, {
    file,
    expected: "a seed and a size",
    hint: `Prepare it again with \`mlebench prepare -c ${facts.id} --mini\`.`,
  });
}

async function compareAll(
  competition: Competition,
  paths: CompetitionPaths,
  fresh: FreshPreparation,
  { onProgress }: VerifyDatasetOptions,
): Promise<VerifiedFile[]> {
  const checks: VerifiedFile[] = [];
  for (const side of ["public", "private"] as const) {
    const [found, wanted] = [await listFiles(paths[side]), await listFiles(fresh.paths[side])];
    const [has, needs] = [new Set(found), new Set(wanted)];
    const names = [...new Set([...found, ...wanted])].sort();
    for (const [done, name] of names.entries()) {
      onProgress?.({ step: `verify ${side}`, done, total: names.length, unit: "files" });
      const file = `${side}/${name}`;
      if (!has.has(name)) checks.push({ file, verdict: "missing" });
      else if (!needs.has(name)) checks.push({ file, verdict: "not published", note: strayNote });
      else checks.push(await compareOne(competition, paths, fresh, file));
    }
    onProgress?.({ step: `verify ${side}`, done: names.length, total: names.length, unit: "files" });
  }
  return checks;
}

const sameContentNote = "The bytes differ, but the content is the same.";
const strayNote = "Not part of the miniature.";

async function compareOne(
  competition: Competition,
  paths: CompetitionPaths,
  fresh: FreshPreparation,
  file: string,
): Promise<VerifiedFile> {
  const { md5File } = await import("@mlebench/disk/md5");
  const ours = preparedFile(paths, file);
  const { comparison, difference } = await compareFiles(ours, preparedFile(fresh.paths, file), fresh.scratch);
  const md5 = await md5File(ours).catch(() => undefined);
  const check = { file, comparison, md5 };
  if (difference === undefined) {
    return { ...check, verdict: "match", ...(comparison === "content" && { note: sameContentNote }) };
  }
  if (file === "public/description.md") {
    const words = descriptionSource(competition, paths.home, readFileSync(ours, "utf8"));
    if (words !== undefined) return { ...check, verdict: "match", note: words };
  }
  return { ...check, verdict: "differs", note: difference };
}

/** Source of a description other than the one that a preparation writes; undefined if it is none of them. */
function descriptionSource(competition: Competition, home: string, text: string): string | undefined {
  if (isReferenceDescription(home, text)) return "The description of the Python reference.";
  const hasObfuscated = existsSync(join(competition.directory, "description.obfuscated.md"));
  return hasObfuscated && text === readDescription(competition, true)
    ? "The obfuscated description."
    : undefined;
}
