import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedFiles } from "./recorded-files.js";
import type { RecordedVerdict } from "./verdicts.js";

/** A submission of `submissionVariants`: the first 8 hex digits of the MD5 of its bytes, and the reference's verdict. */
export type RecordedSubmission = readonly [digest: string, verdict: RecordedVerdict];

/** What the reference made of one miniature. */
export interface RecordedMiniature {
  /** Seed of the miniature and of the submission variants. */
  seed: number;
  size: number;
  /** The miniature's files, which distinguish a changed miniature from a wrong preparation. */
  raw: RecordedFiles;
  /** The files that the reference prepares from them, below `public/` and `private/`. */
  prepared: RecordedFiles;
  /** By the variant's name, in order. */
  submissions: Readonly<Record<string, RecordedSubmission>>;
}

/** A competition's `golden.json`: what the Python reference made of its miniatures. */
export interface Golden {
  /** Versions that produced the recording, and what was changed in the reference's checkout, if anything. */
  reference: Readonly<
    Record<"commit" | "python" | "pandas" | "numpy" | "scikit-learn", string> & { patched?: string }
  >;
  miniatures: readonly RecordedMiniature[];
}

/** Reads `golden.json` of a competition's directory; undefined if nothing was recorded. */
export function readGolden(directory: string): Golden | undefined {
  const path = join(directory, "golden.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Golden) : undefined;
}

/** `golden.json` as text: one line for each file, folder and submission, so that a change reads well in a diff. */
export function formatGolden({ reference, miniatures }: Golden): string {
  const map = (name: string, entries: Readonly<Record<string, unknown>>): string => {
    const lines = Object.entries(entries).map(
      ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    );
    return ` "${name}": {\n${lines.join(",\n")}\n }`;
  };
  const texts = miniatures.map(
    ({ seed, size, raw, prepared, submissions }) =>
      `{\n${[
        ` "seed": ${seed}`,
        ` "size": ${size}`,
        map("raw", raw),
        map("prepared", prepared),
        map("submissions", submissions),
      ].join(",\n")}\n}`,
  );
  return `{\n"reference": ${JSON.stringify(reference)},\n"miniatures": [\n${texts.join(",\n")}\n]\n}\n`;
}
