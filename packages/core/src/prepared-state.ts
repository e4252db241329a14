import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { competitionPaths } from "./data-directory.js";
import { GraderError } from "./errors.js";
import type { CompetitionFacts } from "./facts.js";

/** Whether data are Kaggle's or made up by {@link Competition.miniature}. */
export type DataKind = "real" | "miniature";

/** Name of the file in `<data-dir>/ID/` that tells made-up data from Kaggle's. */
export const dataMarkerFile = ".mlebench.json";

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isNonEmptyDirectory(directory: string): boolean {
  const isDirectory = statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isDirectory && readdirSync(directory).length > 0;
}

/**
 * The reference's rule: the private directory is not empty and the answers are there; to hand the data to an agent,
 * also the public directory and the sample submission.
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

/**
 * What kind of data a competition's directory holds. Data without a marker, such as those that the Python reference
 * prepared, are real.
 * @throws GraderError when the marker is damaged
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
