import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Competition,
  type CompetitionPaths,
  competitionPaths,
  type PrepareOptions,
} from "@mlebench/core";
import { withReadableErrors } from "@mlebench/disk";
import { withLock } from "@mlebench/disk/lock";
import { buildPrepared } from "../prepare/build-prepared.js";
import { removeStaleFiles } from "../state/stale-files.js";
import { isWritable, removeDirectory, temporaryPath } from "../work-directories.js";

export interface FreshPreparationOptions extends Pick<PrepareOptions, "link" | "onProgress"> {
  onMessage?: (line: string) => void;
}

/** A temporary preparation to compare with. */
export interface FreshPreparation {
  paths: Pick<CompetitionPaths, "public" | "private">;
  /** Path of a directory that may be made; removed with the rest. */
  scratch: string;
}

/**
 * Prepares a competition again beside its prepared data, passes the result to `use`, and removes it. It works in the
 * competition's directory while holding its lock, so that files can be linked and a later run removes what an
 * interruption leaves. If that directory is not writable, it works in the system's temporary directory.
 * @param makeRaw puts the raw files into a directory that it makes, and returns where in it they begin
 * @throws UserError if the disk refuses; whatever `makeRaw`, the preparation, and `use` throw
 */
export async function withFreshPreparation<T>(
  competition: Competition,
  home: CompetitionPaths,
  options: FreshPreparationOptions,
  makeRaw: (directory: string) => Promise<string>,
  use: (fresh: FreshPreparation) => Promise<T>,
): Promise<T> {
  const { link, onProgress, onMessage } = options;
  const prepareIn = async (paths: CompetitionPaths): Promise<T> => {
    const raw = temporaryPath(paths.raw);
    const work = temporaryPath(paths.prepared);
    const inside = { ...paths, prepared: join(work, "prepared") };
    const fresh = {
      paths: { public: join(inside.prepared, "public"), private: join(inside.prepared, "private") },
      scratch: join(work, "scratch"),
    };
    try {
      const root = await makeRaw(raw);
      await mkdir(work, { recursive: true });
      await buildPrepared(competition, root, inside, { link, onProgress });
      return await use(fresh);
    } finally {
      await removeDirectory(raw).catch(() => {});
      await removeDirectory(work).catch(() => {});
    }
  };

  return withReadableErrors(home.home, async () => {
    if (isWritable(home.home)) {
      const work = async (): Promise<T> => {
        await removeStaleFiles(home.home);
        return prepareIn(home);
      };
      return withLock(join(home.home, ".lock"), work, { onWait: onMessage });
    }
    const elsewhere = await mkdtemp(join(tmpdir(), "mlebench-verify-"));
    try {
      const paths = competitionPaths(elsewhere, competition.facts);
      await mkdir(paths.home);
      return await prepareIn(paths);
    } finally {
      await removeDirectory(elsewhere).catch(() => {});
    }
  });
}
