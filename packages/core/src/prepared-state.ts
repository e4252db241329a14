import { opendirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { competitionPaths } from "./data-directory.js";
import { GraderError } from "./errors.js";
import type { CompetitionFacts } from "./facts.js";
import { readVerification, type Verification, type VerificationState } from "./verification-state.js";

/** Whether data is Kaggle's or a miniature, made by {@link Competition.miniature}. */
export type DataKind = "real" | "miniature";

/** Name of the file in `<data-dir>/ID/` that marks a miniature. */
export const dataMarkerFile = ".mlebench.json";

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isNonEmptyDirectory(directory: string): boolean {
  const isDirectory = statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isDirectory) return false;
  const handle = opendirSync(directory);
  try {
    return handle.readSync() !== null;
  } finally {
    handle.closeSync();
  }
}

/**
 * Whether the private directory is not empty and the answers exist; unless `gradingOnly`, also the public directory and
 * the sample submission. The Python reference has the same rule.
 */
export function isPrepared(
  facts: Pick<CompetitionFacts, "id" | "answers" | "sampleSubmission" | "goldSubmission">,
  dataDirectory: string,
  options: { gradingOnly?: boolean } = {},
): boolean {
  const paths = competitionPaths(dataDirectory, facts);
  if (!isNonEmptyDirectory(paths.private) || !isFile(paths.answers)) return false;
  return (
    options.gradingOnly === true || (isNonEmptyDirectory(paths.public) && isFile(paths.sampleSubmission))
  );
}

/** State of a competition's prepared data, read from the files in its data directory. */
export type PreparedState =
  | { readonly name: "not prepared" }
  | {
      /** `prepared`: never compared with checksums, or changed since. `differs`: failed verification. */
      readonly name: "prepared" | Exclude<VerificationState, "not verified">;
      readonly kind: DataKind;
      readonly verification: Verification;
    };

/**
 * Reads the state of a competition's prepared data.
 * @throws GraderError if the marker is damaged
 */
export function readPreparedState(
  facts: Pick<CompetitionFacts, "id" | "answers" | "sampleSubmission" | "goldSubmission">,
  dataDirectory: string,
  options: { gradingOnly?: boolean } = {},
): PreparedState {
  if (!isPrepared(facts, dataDirectory, options)) return { name: "not prepared" };
  const verification = readVerification(dataDirectory, facts.id);
  const name = verification.state === "not verified" ? "prepared" : verification.state;
  return { name, kind: preparedDataKind(dataDirectory, facts.id), verification };
}

/**
 * Kind of data in a competition's directory. Data without a marker, such as data from the Python reference, is real.
 * @throws GraderError if the marker is damaged
 */
export function preparedDataKind(dataDirectory: string, id: string): DataKind {
  const file = join(dataDirectory, id, dataMarkerFile);
  if (!isFile(file)) return "real";
  try {
    const marker = JSON.parse(readFileSync(file, "utf8")) as { kind?: unknown } | null;
    return marker?.kind === "miniature" ? "miniature" : "real";
  } catch (cause) {
    throw new GraderError("The marker of prepared data is damaged", {
      file,
      hint: "Delete the competition's directory and prepare it again.",
      cause,
    });
  }
}
