import { join, resolve } from "node:path";
import {
  type Competition,
  type CompetitionPaths,
  competitionPaths,
  isMlebenchError,
  makeDirectory,
  readChecksums,
  UserError,
} from "@mlebench/core";
import { withLock } from "../lock.js";
import { withSource } from "../raw/extract-raw.js";
import { obtainRaw, type RawData } from "../raw/raw-data.js";
import {
  clearStaleRecord,
  hasStaleRecord,
  isStaleRaw,
  keepRecordedRaw,
  removeRaw,
} from "../raw/raw-record.js";
import { readableError, withReadableErrors } from "../readable-errors.js";
import {
  checkArchive,
  checkPrepared,
  isFailure,
  preparedContents,
  recordVerification,
  settleArchive,
  verificationError,
} from "../verify/verify.js";
import {
  directorySize,
  hasStaleFiles,
  isWritable,
  removeDirectory,
  removeStaleFiles,
  temporaryPath,
  writeFileDurably,
} from "../work-directories.js";
import { buildPrepared } from "./build-prepared.js";
import { dataKind } from "./marker.js";
import type { FileCheck, PrepareDatasetOptions, PrepareDatasetResult } from "./options.js";
import { isPrepared } from "./prepared-state.js";
import { startOver } from "./start-over.js";

/**
 * Makes a competition's prepared directory from its real data, unless it is there: obtains and extracts the raw
 * data, prepares, verifies, and removes the raw files again. Nothing unfinished ever has a final name; of several
 * calls for one competition, in whichever process, one works and the others wait and use its result.
 * @throws UserError when there are no raw data, the directory holds a miniature, the disk refuses, or (after the
 * work, and with the data in place) a file is not as published: then {@link failedChecks} gives every check
 * @throws GraderError when the competition's preparation is at fault
 */
export async function prepareDataset(
  competition: Competition,
  options: PrepareDatasetOptions,
): Promise<PrepareDatasetResult> {
  const dataDirectory = resolve(options.dataDirectory);
  const paths = competitionPaths(dataDirectory, competition.facts);
  const started = performance.now();

  const isReady = (): boolean => {
    assertNotMiniature(competition, dataDirectory, paths);
    return (
      ![options.force, options.fresh, options.overwriteChecksums].includes(true) &&
      isPrepared(competition, dataDirectory)
    );
  };
  const finish = async (
    status: PrepareDatasetResult["status"],
    { checks, linkedBytes }: Prepared,
  ): Promise<PrepareDatasetResult> => {
    const { id } = competition.facts;
    if (checks.some(isFailure)) throw verificationError(id, paths.home, checks);
    const bytes = await directorySize(paths.prepared);
    return { id, status, checks, seconds: (performance.now() - started) / 1000, bytes, linkedBytes };
  };
  const reuse = async (): Promise<PrepareDatasetResult> =>
    finish("already prepared", { checks: await verify(competition, paths, options), linkedBytes: 0 });

  const isTidy = (): boolean =>
    !hasStaleFiles(paths.home) &&
    !isStaleRaw(paths.home, paths.raw) &&
    !hasStaleRecord(paths.home, paths.raw);
  const cleanUpRaw = async (): Promise<void> =>
    options.keepRaw ? keepRecordedRaw(paths.home, paths.raw) : removeRaw(paths.home, paths.raw);

  return withReadableErrors(paths.home, async () => {
    // Data that are ready need neither the lock nor a directory that can be written to.
    if (isReady() && (isTidy() || !isWritable(paths.home))) return reuse();
    makeDirectory(paths.home);
    return withLock(
      join(paths.home, ".lock"),
      async () => {
        await removeStaleFiles(paths.home);
        clearStaleRecord(paths.home, paths.raw);
        if (isReady()) {
          const result = await reuse();
          if (isStaleRaw(paths.home, paths.raw)) await cleanUpRaw();
          return result;
        }
        if (options.fresh) await startOver(competition, paths, options);
        return finish("prepared", await obtainAndPrepare(competition, paths, options));
      },
      { onWait: options.onMessage },
    );
  });
}

function assertNotMiniature({ facts }: Competition, dataDirectory: string, paths: CompetitionPaths): void {
  if (dataKind(dataDirectory, facts.id) === "real") return;
  throw new UserError(`This directory holds a miniature of "${facts.id}", and real data never mix with it`, {
    file: paths.home,
    hint: "Choose another data directory, or delete this one.",
  });
}

type Prepared = Pick<PrepareDatasetResult, "checks" | "linkedBytes">;

async function obtainAndPrepare(
  competition: Competition,
  paths: CompetitionPaths,
  options: PrepareDatasetOptions,
): Promise<Prepared> {
  const { keepRaw = false, onProgress, onMessage } = options;
  try {
    const raw = await obtainRaw(competition, paths, options);
    const archiveCheck = await verifyArchive(competition, raw, options);
    onMessage?.(`Preparing ${competition.facts.id}`);
    const { link = "auto" } = options;
    const linkedBytes = await buildPrepared(competition, raw.path, paths, {
      link: link === "auto" && !raw.areOurs ? "clone" : link,
      rawIsOurs: raw.areOurs,
      onProgress,
    }).catch(async (error: unknown) => {
      const readable = readableError(error, paths.home);
      // What a wrong `from` has brought must not be what the next run, without it, starts from.
      const areElsewhere = raw.archive !== paths.zip;
      if (areElsewhere && isRawDataError(readable)) await raw.discard(keepRaw);
      const source = options.from ?? raw.archive;
      const origin = { raw: raw.path, source, directory: raw.copyOf };
      throw isRawDataError(readable) ? withSource(readable, origin) : error;
    });
    const tables = await verify(competition, paths, options, archiveCheck[0]?.md5);
    const checks = [...archiveCheck.map((check) => settleArchive(check, tables)), ...tables];
    // Raw files of a failed verification are what somebody will want to look at.
    if (!checks.some(isFailure)) await raw.discard(keepRaw);
    return { checks, linkedBytes };
  } finally {
    await removeDirectory(temporaryPath(paths.raw)).catch(() => {});
  }
}

/** Otherwise it is the disk, and what took long to bring is still good. */
function isRawDataError(error: unknown): boolean {
  if (!isMlebenchError(error) || error.kind !== "user") return false;
  const { code, syscall } = (error.cause ?? {}) as NodeJS.ErrnoException;
  return syscall === undefined || code === "ENOENT";
}

async function verifyArchive(
  competition: Competition,
  { archive, archiveMd5 }: RawData,
  { skipVerification, overwriteChecksums, onMessage, onWarning }: PrepareDatasetOptions,
): Promise<FileCheck[]> {
  if (archive === undefined || (skipVerification && !overwriteChecksums)) return [];
  const published = overwriteChecksums ? null : readChecksums(competition).zip;
  if (published === null && !overwriteChecksums) return [];
  if (archiveMd5 === undefined) onMessage?.(`Computing the MD5 of ${archive}`);
  const check = await checkArchive(competition.facts.id, archive, published, archiveMd5);
  if (check.verdict === "differs") {
    onWarning?.(
      `${archive} is not the published archive: its MD5 is ${check.md5}, published is ${check.published}. The data prepared from it is compared instead.`,
    );
  }
  return [check];
}

async function verify(
  competition: Competition,
  paths: CompetitionPaths,
  { skipVerification, overwriteChecksums, onProgress, onMessage }: PrepareDatasetOptions,
  archiveMd5?: string,
): Promise<FileCheck[]> {
  if (skipVerification && !overwriteChecksums) return [];
  const published = readChecksums(competition);
  const { checks, found } = await checkPrepared(paths, published, onProgress);
  if (!overwriteChecksums) {
    recordVerification(paths, checks);
    return checks;
  }
  const contents = await preparedContents(paths);
  const recorded = {
    private: found.private,
    public: found.public,
    zip: archiveMd5 ?? published.zip,
    ...(Object.keys(contents).length > 0 && { contents }),
  };
  const file = join(competition.directory, "facts/checksums.json");
  writeFileDurably(file, `${JSON.stringify(recorded, null, 2)}\n`);
  onMessage?.(`Recorded the MD5s in ${file}`);
  const again = await checkPrepared(paths, recorded);
  recordVerification(paths, again.checks);
  return again.checks;
}
