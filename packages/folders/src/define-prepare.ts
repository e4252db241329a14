import { type Prepare, type Progress, UserError } from "@mlebench/core";
import { PreparedFolder } from "./prepared-folder.js";
import { RawFolder } from "./raw-folder.js";

/** The folders of a preparation. */
export interface PrepareFolders {
  raw: RawFolder;
  /** Public folder, visible to agents. */
  pub: PreparedFolder;
  /** Private folder, visible to graders only. */
  priv: PreparedFolder;
  /** Reports the progress of a long step. */
  progress: (progress: Progress) => void;
}

/**
 * Makes a competition's `prepare` from a function of its three folders.
 * @example
 * export const prepare = definePrepare(async ({ raw, pub, priv }) => {
 *   const { train, test } = trainTestSplit(raw.csv("train.csv"), { testSize: 0.1, randomState: 0 });
 *   pub.csv("train.csv", train);
 *   priv.csv("test.csv", test);
 * });
 */
export function definePrepare(work: (folders: PrepareFolders) => Promise<void>): Prepare {
  return async (directories, { link = "auto", onProgress, onLinked } = {}) => {
    const progress = onProgress ?? (() => {});
    const placement = { mode: link, onProgress, onLinked };
    const raw = new RawFolder(directories.raw, progress);
    const pub = new PreparedFolder(directories.public, placement);
    const priv = new PreparedFolder(directories.private, placement);
    try {
      await work({ raw, pub, priv, progress });
    } catch (error) {
      if (!isTooLittle(error)) throw error;
      throw new UserError("Not enough data for a train/test split", {
        file: raw.lastRead,
        expected: "more rows or files",
        hint: "Download the competition's data again, or pass its folder or archive with `--from`.",
        cause: error,
      });
    } finally {
      raw.close();
      for (const folder of [pub, priv]) folder.discardUnfinished();
    }
  };
}

/** `sampling` knows the number of rows, but not the file. */
function isTooLittle(error: unknown): boolean {
  return error instanceof RangeError && "code" in error && error.code === "too-little-data";
}
