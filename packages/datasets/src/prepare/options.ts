import type { Competition, LinkMode, Progress } from "@mlebench/core";
import type { TransitionEvent } from "../state/states.js";

/**
 * Fetches a competition's archive. It must leave a complete file at `destination`, or throw. What it kept of an
 * interrupted attempt may lie beside `destination`.
 * @returns the MD5 if it is known already, which spares reading the file again
 */
export type Download = (request: {
  competition: Competition;
  /** Absolute path, `<data-dir>/ID/ID.zip`; its directory exists, the file does not. */
  destination: string;
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
}) => Promise<{ md5?: string } | undefined>;

export interface PrepareDatasetOptions {
  /** Holds one directory for each competition. */
  dataDirectory: string;
  /**
   * Where the raw data are, if not in the data directory: the competition's archive, a directory of its raw files,
   * or a directory that holds either as `ID.zip`, parts of it, `ID/ID.zip` or `ID/raw`. Never changed: files of a
   * directory are cloned where the file system can, else copied.
   */
  from?: string;
  /**
   * Keep `<data-dir>/ID/raw`. Raw files that cannot be restored from an archive are kept anyway.
   * @default false
   */
  keepRaw?: boolean;
  /** Compute no MD5 and compare nothing. */
  skipVerification?: boolean;
  /** For developers: prepare again, and record the MD5s in the package's `facts/checksums.json`. */
  overwriteChecksums?: boolean;
  /**
   * How unchanged files get to `prepared/`. Hard links share their bytes with `raw/`: whoever may write to one
   * may write to both. "auto" makes them only of raw files that mlebench itself has extracted or copied, never of
   * those that a person put there.
   * @default "auto"
   */
  link?: LinkMode;
  /** Prepare again even if the data are there. */
  force?: boolean;
  /**
   * Start over: as `force`, and without what earlier runs have left, which are raw files and a download that is not
   * known to be as published. Files that a person put there stay.
   */
  fresh?: boolean;
  /** Used when there are no raw data; without it that is an error. */
  download?: Download;
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
  /** Called with warnings about raw data that can be used. */
  onWarning?: (line: string) => void;
  /** Called before and after each transition of the data's state; see `STATES.md`. */
  onTransition?: (event: TransitionEvent) => void;
}

export interface MiniatureRawOptions {
  /** Directory to make; missing or empty. */
  out: string;
  /**
   * A non-negative integer; the same seed and size give the same bytes.
   * @default 0
   */
  seed?: number;
  /**
   * Roughly how many labelled examples; at least the competition's smallest.
   * @default the competition's own
   */
  size?: number;
}

export interface PrepareMiniatureOptions extends Omit<MiniatureRawOptions, "out"> {
  /** Holds one directory for each competition; never one of real data. */
  dataDirectory: string;
  /** @default "auto" */
  link?: LinkMode;
  /** Prepare again even if the same miniature is there. */
  force?: boolean;
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
}

/** How one file compares to what is published for it. */
export interface FileCheck {
  /** Such as "public/train.csv"; the archive is "ID.zip". */
  file: string;
  verdict: "match" | "differs" | "missing" | "not published";
  md5?: string;
  published?: string;
  /** What a person should know before they worry. */
  note?: string;
}

export interface PrepareDatasetResult {
  id: string;
  status: "prepared" | "already prepared";
  /** Empty when verification was skipped. */
  checks: FileCheck[];
  seconds: number;
  /** Size of all prepared files together. */
  bytes: number;
  /** How much of that shares the disk with the raw files instead of being a copy; 0 where nothing was prepared. */
  linkedBytes: number;
}
