import type { ComparisonSettings } from "./compare-files.js";

/** What every thread knows. */
export interface AuditSetup extends ComparisonSettings {
  cwd: string;
  outputDirectory: string;
  /** Directories that hold notebooks, each as `DIR/ID/*.py` or `DIR/ID/kernels/*.py`. */
  notebookDirectories: string[];
  /** Similarity from which a submission is flagged. */
  threshold: number;
  /** Templates with boilerplate. */
  ignore: string[];
  maxFiles: number;
  cacheDirectory?: string;
  writeDolosReport: boolean;
}

/** One submission to check. */
export interface AuditLine {
  competitionId: string;
  submissionPath: string;
  logsPath?: string;
  codePath?: string;
  line?: number;
}

export type AuditTask =
  | { type: "submission"; line: AuditLine; name: string }
  | { type: "agents"; competitionId: string; lines: AuditLine[] };
