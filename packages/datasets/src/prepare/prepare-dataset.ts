import { join, resolve } from "node:path";
import {
  type Competition,
  competitionPaths,
  isMlebenchError,
  readChecksums,
  UserError,
} from "@mlebench/core";
import { makeDirectory, readableError, withReadableErrors } from "@mlebench/disk";
import { withLock } from "@mlebench/disk/lock";
import { discardRaw } from "../raw/discard.js";
import { withSource } from "../raw/extract-raw.js";
import { obtainRaw } from "../raw/obtain-raw.js";
import type { RawData, RawJob } from "../raw/raw-data.js";
import { isFinished, isStaleRaw, readDatasetState } from "../state/dataset-state.js";
import { hasOrphanedRawRecord, keepRaw, removeRecord } from "../state/records.js";
import { removeStaleFiles } from "../state/stale-files.js";
import { runTransition } from "../state/states.js";
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
  isWritable,
  removeDirectory,
  temporaryPath,
  writeFileDurably,
} from "../work-directories.js";
import { buildPrepared } from "./build-prepared.js";
import type { FileCheck, PrepareDatasetOptions, PrepareDatasetResult } from "./options.js";
import { startOver } from "./start-over.js";

/**
 * Makes a competition's prepared data from its real data, unless it exists: obtains and extracts the raw data, prepares,
 * verifies, and removes the raw files. Nothing partial ever has a final name. Of several calls for one competition, in
 * any process, one works and the others wait and use its result.
 * @throws UserError if there is no raw data, the directory holds a miniature, the disk refuses, or (at the end, and
 * keeping the data) a file differs from its published checksum: then {@link failedChecks} gives every check
 * @throws GraderError if the competition's preparation fails
 */
export async function prepareDataset(
  competition: Competition,
  options: PrepareDatasetOptions,
): Promise<PrepareDatasetResult> {
  const dataDirectory = resolve(options.dataDirectory);
  const paths = competitionPaths(dataDirectory, competition.facts);
  const job: PrepareJob = { competition, dataDirectory, paths, options };
  const started = performance.now();
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
    finish("already prepared", { checks: await verify(job), linkedBytes: 0 });

  return withReadableErrors(paths.home, async () => {
    const { isReady, needsCleanup } = await readJobState(job);
    // Data that is ready needs neither the lock nor a directory that can be written to.
    if (isReady && (!needsCleanup || !isWritable(paths.home))) return reuse();
    makeDirectory(paths.home);
    return withLock(
      join(paths.home, ".lock"),
      async () => {
        await removeStaleFiles(paths.home, options);
        if (hasOrphanedRawRecord(paths.home, paths.raw)) removeRecord(paths.home, "raw");
        if ((await readJobState(job)).isReady) {
          const result = await reuse();
          if (isStaleRaw(paths)) await cleanUpRaw(job);
          return result;
        }
        if (options.fresh) await startOver(job);
        return finish("prepared", await obtainAndPrepare(job));
      },
      { onWait: options.onMessage },
    );
  });
}

interface PrepareJob extends RawJob {
  options: PrepareDatasetOptions;
}

/** @throws UserError if the directory holds a miniature */
async function readJobState({ competition, dataDirectory, paths, options }: PrepareJob) {
  const { kind, prepared, needsCleanup } = await readDatasetState(competition, dataDirectory);
  if (kind === "miniature") {
    throw new UserError(
      `Data directory contains a miniature of \`${competition.facts.id}\`; real data needs a separate one`,
      { file: paths.home, hint: "Choose another data directory, or delete this one." },
    );
  }
  const isPreparedAgain = [options.force, options.fresh, options.overwriteChecksums].includes(true);
  return { isReady: !isPreparedAgain && isFinished(prepared), needsCleanup };
}

async function cleanUpRaw({ paths, options }: PrepareJob): Promise<void> {
  if (options.keepRaw) keepRaw(paths.home, paths.raw);
  else await discardRaw(paths, options);
}

type Prepared = Pick<PrepareDatasetResult, "checks" | "linkedBytes">;

async function obtainAndPrepare(job: PrepareJob): Promise<Prepared> {
  const { competition, paths, options } = job;
  const { keepRaw: keep = false, link = "auto", onProgress, onMessage, onTransition } = options;
  try {
    const raw = await obtainRaw(job);
    const archiveCheck = await verifyArchive(competition, raw, options);
    onMessage?.(`Preparing ${competition.facts.id}`);
    const linkedBytes = await buildPrepared(competition, raw.path, paths, {
      link: link === "auto" && !raw.isOwn ? "clone" : link,
      isOwnRaw: raw.isOwn,
      onProgress,
      onTransition,
    }).catch(async (error: unknown) => {
      const readable = readableError(error, paths.home);
      // What a wrong `from` has brought must not be what the next run, without it, starts from.
      const isFromElsewhere = raw.archive !== paths.zip;
      if (isFromElsewhere && isRawDataError(readable)) await raw.discard(keep);
      const source = options.from ?? raw.archive;
      const origin = { raw: raw.path, source, directory: raw.copyOf };
      throw isRawDataError(readable) ? withSource(readable, origin) : error;
    });
    const tables = await verify(job, archiveCheck[0]?.md5);
    const checks = [...archiveCheck.map((check) => settleArchive(check, tables)), ...tables];
    // After a failed verification, somebody will want to look at the raw files.
    if (!checks.some(isFailure)) await raw.discard(keep);
    return { checks, linkedBytes };
  } finally {
    await removeDirectory(temporaryPath(paths.raw)).catch(() => {});
  }
}

/** Whether the raw data causes an error. Else the disk does, and raw data that took long to download is still good. */
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
      `MD5 of ${archive} differs from the published archive: ${check.md5} instead of ${check.published}. The data prepared from it is compared instead.`,
    );
  }
  return [check];
}

/** Verifies prepared data, and with `overwriteChecksums` records its checksums first. */
async function verify(
  { competition, paths, options }: PrepareJob,
  archiveMd5?: string,
): Promise<FileCheck[]> {
  const { skipVerification, overwriteChecksums, onProgress, onMessage } = options;
  if (skipVerification && !overwriteChecksums) return [];
  return runTransition("verify", options, async () => {
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
  });
}
