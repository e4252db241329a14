import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Competition,
  type CompetitionPaths,
  competitionPaths,
  dataMarkerFile,
  UserError,
} from "@mlebench/core";
import { makeDirectory, withReadableErrors } from "@mlebench/disk";
import { withLock } from "@mlebench/disk/lock";
import { hasStaleFiles, removeStaleFiles } from "../state/stale-files.js";
import { checkPrepared } from "../verify/verify.js";
import {
  directorySize,
  isNonEmptyDirectory,
  isWritable,
  removeDirectory,
  temporaryPath,
} from "../work-directories.js";
import { buildPrepared } from "./build-prepared.js";
import { dataKind, hasMarker, miniatureMarker, writeMarker } from "./marker.js";
import { miniatureShape, writeRaw } from "./miniature-raw.js";
import type { PrepareDatasetResult, PrepareMiniatureOptions } from "./options.js";
import { isPrepared } from "./prepared-state.js";

const nothingPublished = { public: {}, private: {} };

/**
 * Makes a competition's prepared data from a miniature, offline, unless the same one (seed, size, version of the
 * package) exists; another one is replaced. A marker in the directory distinguishes it from real data.
 * @throws UserError if the directory contains real data or the disk refuses; UsageError for an invalid seed or size;
 * GraderError if the competition's miniature or preparation fails
 */
export async function prepareMiniature(
  competition: Competition,
  options: PrepareMiniatureOptions,
): Promise<PrepareDatasetResult> {
  const { link, force = false, onProgress, onMessage } = options;
  const { id } = competition.facts;
  const shape = miniatureShape(competition, options);
  const dataDirectory = resolve(options.dataDirectory);
  const paths = competitionPaths(dataDirectory, competition.facts);
  const marker = miniatureMarker(competition, shape.seed, shape.size);
  const started = performance.now();

  const isReady = (): boolean => {
    assertNotReal(id, dataDirectory, paths);
    return !force && hasMarker(paths.home, marker) && isPrepared(competition, dataDirectory);
  };
  const finish = async (
    status: PrepareDatasetResult["status"],
    linkedBytes = 0,
  ): Promise<PrepareDatasetResult> => {
    const { checks } = await checkPrepared(paths, nothingPublished);
    const bytes = await directorySize(paths.prepared);
    return { id, status, checks, seconds: (performance.now() - started) / 1000, bytes, linkedBytes };
  };

  return withReadableErrors(paths.home, async () => {
    if (isReady() && (!hasStaleFiles(paths.home) || !isWritable(paths.home)))
      return finish("already prepared");
    makeDirectory(paths.home);
    return withLock(
      join(paths.home, ".lock"),
      async () => {
        await removeStaleFiles(paths.home);
        if (isReady()) return finish("already prepared");
        // From here on it is a miniature's directory. The seed is added when the data is in place.
        writeMarker(paths.home, { kind: "miniature" });
        const raw = temporaryPath(paths.raw);
        let linkedBytes = 0;
        try {
          await writeRaw(competition, raw, shape);
          linkedBytes = await buildPrepared(competition, raw, paths, { link, onProgress });
        } finally {
          await removeDirectory(raw).catch(() => {});
        }
        writeMarker(paths.home, marker);
        return finish("prepared", linkedBytes);
      },
      { onWait: onMessage },
    );
  });
}

function assertNotReal(id: string, dataDirectory: string, paths: CompetitionPaths): void {
  const isMarked = existsSync(join(paths.home, dataMarkerFile));
  if (isMarked && dataKind(dataDirectory, id) === "miniature") return;
  const isEmpty =
    !existsSync(paths.zip) &&
    ![paths.raw, paths.public, paths.private].some((path) => isNonEmptyDirectory(path));
  if (isEmpty && !isMarked) return;
  throw new UserError(`Data directory contains real data of \`${id}\`; a miniature needs a separate one`, {
    file: paths.home,
    hint: "Choose another data directory for miniatures.",
  });
}
