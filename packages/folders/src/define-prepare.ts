import { type Prepare, type Progress, UserError } from "@mlebench/core";
import { PreparedFolder } from "./prepared-folder.js";
import { RawFolder } from "./raw-folder.js";

/** What a preparation works with. */
export interface PrepareFolders {
  raw: RawFolder;
  /** What agents see. */
  pub: PreparedFolder;
  /** What only graders see. */
  priv: PreparedFolder;
  /** Tells how far a long step has come. */
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
    try {
      await work({
        raw,
        pub: new PreparedFolder(directories.public, placement),
        priv: new PreparedFolder(directories.private, placement),
        progress,
      });
    } catch (error) {
      if (!isTooLittle(error)) throw error;
      throw new UserError("There is too little data to divide into training and test data", {
        file: raw.lastRead,
        expected: "more rows or files",
        hint: "Download the competition's data again, or give its folder or zip with --from.",
        cause: error,
      });
    }
  };
}

/** Sampling knows how much it got, but not from which file. */
function isTooLittle(error: unknown): boolean {
  return error instanceof RangeError && "code" in error && error.code === "too-little-data";
}
