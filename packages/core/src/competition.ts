import type { CompetitionFacts } from "./facts.js";
import type { SubmissionSchema } from "./submission-schema.js";

/**
 * How files that are not changed get from `raw/` to `prepared/`; "auto" tries reflink, hard link, copy, and "clone"
 * reflink and copy, so that a prepared file never is a raw one under another name.
 */
export type LinkMode = "auto" | "clone" | "reflink" | "hard" | "copy";

/** A step of a long job. `done` and `total` count `unit`s; `total` is absent when it is not known. */
export interface Progress {
  step: string;
  done: number;
  total?: number;
  unit?: string;
}

/** Where a preparation reads and writes: absolute paths of existing directories. */
export interface PrepareDirectories {
  raw: string;
  public: string;
  private: string;
}

export interface PrepareOptions {
  /** @default "auto" */
  link?: LinkMode;
  onProgress?: (progress: Progress) => void;
  /** Gets the bytes of raw files that appear among the prepared ones without having been copied. */
  onLinked?: (bytes: number) => void;
}

/**
 * Writes a competition's prepared files from its raw ones. Deterministic; never writes below `raw`, except for
 * extracting its archives in place.
 * @throws UserError when a raw file is missing or is not what it should be
 */
export type Prepare = (directories: PrepareDirectories, options?: PrepareOptions) => Promise<void>;

/** Absolute paths of the two files that a score depends on. */
export interface GradeFiles {
  submission: string;
  answers: string;
}

/**
 * Scores a submission against the answers: the unrounded score, possibly infinite or NaN where the metric is.
 * @throws InvalidSubmissionError if the submission is invalid; anything else is a grader error
 */
export type Grade = (files: GradeFiles) => Promise<number>;

/** Context that a competition passes to its grader for error messages and for finding the public files. */
export interface GradeContext {
  facts: CompetitionFacts;
  submission: SubmissionSchema;
}

export interface MiniatureOptions {
  /** Absolute path of an existing empty directory that becomes the raw directory. */
  out: string;
  /** A non-negative integer; the same seed and size give the same bytes. */
  seed: number;
  /** Approximate number of labeled examples; at least `Competition.miniature.minSize`. */
  size: number;
}

/** Writes a small, deterministic, realistic raw directory: same layout, names, types and quirks as Kaggle's. */
export type WriteMiniature = (options: MiniatureOptions) => Promise<void>;

/** What a competition package exports as `competition`. Behavior is imported when it is first used. */
export interface Competition {
  facts: CompetitionFacts;
  submission: SubmissionSchema;
  miniature: { defaultSize: number; minSize: number; write: WriteMiniature };
  prepare: Prepare;
  grade: Grade;
  /** Directory of the package: `description.md`, `description.obfuscated.md` and `facts/` are there. */
  directory: string;
}

/** What a competition package passes to {@link defineCompetition}. */
export interface CompetitionDefinition {
  facts: CompetitionFacts | Readonly<Record<string, unknown>>;
  submission: SubmissionSchema;
  /** `import.meta.url` of a module directly in the package's `src/` or `dist/`. */
  moduleUrl: string;
  prepare: () => Promise<{ prepare: Prepare }>;
  grade: () => Promise<{ grade: (files: GradeFiles, context: GradeContext) => Promise<number> }>;
  miniature: {
    defaultSize: number;
    minSize: number;
    load: () => Promise<{ writeMiniature: WriteMiniature }>;
  };
}
