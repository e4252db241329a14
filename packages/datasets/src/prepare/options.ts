import type { Competition, ExtraRawFile, LinkMode, Progress } from "@mlebench/core";
import type { TransitionEvent } from "../state/states.js";

/**
 * Downloads a competition's archive. It must leave a complete file at `destination`, or throw. Parts of an interrupted
 * download may be beside `destination`.
 * @returns the MD5 if it is known, so that the file need not be read again
 */
export type Download = (request: {
  competition: Competition;
  /** Absolute path, `<data-dir>/ID/ID.zip`; its directory exists, the file does not. */
  destination: string;
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
}) => Promise<{ md5?: string } | undefined>;

/**
 * Downloads a public file that is not on Kaggle. It must leave a complete file at `destination`, or throw. Parts of an
 * interrupted download may be beside `destination`.
 */
export type DownloadFile = (request: {
  file: ExtraRawFile;
  /** Absolute path, `<data-dir>/ID/<name>`; its directory exists, the file does not. */
  destination: string;
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
}) => Promise<unknown>;

export interface PrepareDatasetOptions {
  /** Contains one directory per competition. */
  dataDirectory: string;
  /**
   * Raw data outside the data directory: the competition's archive, a directory of its raw files, or a directory that
   * contains either as `ID.zip`, parts of it, `ID/ID.zip` or `ID/raw`. Never changed: files of a directory are cloned if
   * the file system can, else copied.
   */
  from?: string;
  /**
   * Keep `<data-dir>/ID/raw`. Raw files that cannot be restored from an archive are kept anyway.
   * @default false
   */
  keepRaw?: boolean;
  /** Skip checksum verification. @default false */
  skipVerification?: boolean;
  /** For competition authors: prepare again, and record the MD5s in the package's `facts/checksums.json`. */
  overwriteChecksums?: boolean;
  /**
   * How unchanged files are placed in `prepared/`. A hard link shares its bytes with `raw/`, so writing to one changes
   * both. `auto` makes hard links only to raw files that mlebench has extracted or copied, never to a person's.
   * @default "auto"
   */
  link?: LinkMode;
  /** Prepare again even if the data is prepared. */
  force?: boolean;
  /**
   * Start over: as `force`, and first remove raw files of earlier runs and a download that is not known to match its
   * published MD5. Files that a person put there stay.
   */
  fresh?: boolean;
  /** Used if there is no raw data; without it, that is an error. */
  download?: Download;
  /**
   * Used if the competition has raw files that are not on Kaggle, and they are neither in the data directory nor in
   * `from`; without it, that is an error.
   */
  downloadFile?: DownloadFile;
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
  /** Called with warnings about raw data that can be used. */
  onWarning?: (line: string) => void;
  /** Called before and after each transition of the data's state; see `STATES.md`. */
  onTransition?: (event: TransitionEvent) => void;
}

export interface MiniatureRawOptions {
  /** Output directory; must be empty or not exist. */
  out: string;
  /**
   * A non-negative integer; the same seed and size give the same bytes.
   * @default 0
   */
  seed?: number;
  /**
   * Approximate number of labeled examples; at least the competition's minimum.
   * @default set by the competition
   */
  size?: number;
}

export interface PrepareMiniatureOptions extends Omit<MiniatureRawOptions, "out"> {
  /** Contains one directory per competition; must not contain real data of this one. */
  dataDirectory: string;
  /** @default "auto" */
  link?: LinkMode;
  /** Prepare again even if the same miniature is prepared. */
  force?: boolean;
  onProgress?: (progress: Progress) => void;
  onMessage?: (line: string) => void;
}

/** Result of comparing one file with its published checksum. */
export interface FileCheck {
  /** Such as `public/train.csv`; the archive is `ID.zip`. */
  file: string;
  verdict: "match" | "differs" | "missing" | "not published";
  md5?: string;
  published?: string;
  /** Explanation of the verdict. */
  note?: string;
}

export interface PrepareDatasetResult {
  id: string;
  status: "prepared" | "already prepared";
  /** Empty when verification was skipped. */
  checks: FileCheck[];
  seconds: number;
  /** Total size of the prepared files. */
  bytes: number;
  /** Bytes of that which are linked to the raw files instead of copied; 0 if nothing was prepared. */
  linkedBytes: number;
}
