export interface CollectLimits {
  /** Of one file. */
  fileBytes: number;
  /** Of one directory with everything in it. */
  totalBytes: number;
  /** Files, directories and links of one directory. */
  entries: number;
}

export const defaultCollectLimits: CollectLimits = {
  fileBytes: 20e9,
  totalBytes: 20e9,
  entries: 1_000_000,
};

/** What something in a collected directory was that is not there now. */
export type SkippedKind =
  | "symbolic link"
  | "hard link"
  | "fifo"
  | "device"
  | "oversized file"
  | "corrupt file"
  | "unsupported entry";

export interface Collected {
  files: number;
  bytes: number;
  /** False when the agent's directory held more than was taken. */
  complete: boolean;
  /** One sentence for each thing that was not taken as it was; the first hundred. */
  notes: string[];
  /** Paths relative to the directory; the first hundred. */
  skipped: { path: string; kind: SkippedKind }[];
}

/** Where agents of most backends have their directories. */
export const agentHome = "/home";

/** Which of the agent's directories is written, and where the agent had it. */
export interface Place {
  directory: string;
  home: string;
}
