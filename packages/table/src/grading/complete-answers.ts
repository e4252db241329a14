import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import { type GradeContext, type GradeFiles, GraderError } from "@mlebench/core";
import { keySet, keys } from "../columns/keys.js";
import { readCsv } from "../csv/read-csv.js";
import { readPlainCsv } from "../csv/read-plain-csv.js";
import type { Table } from "../table.js";
import { haveSameStrings } from "./same-strings.js";

const hint = "The prepared data is damaged. Prepare the competition again.";

/** More IDs than this do not fit into a set; then only rows are counted. */
const mostKeys = 2 ** 24;

/**
 * Compares answers with the sample submission beside them, which has the IDs of the test set. A copy that was cut off
 * leaves answers that look complete. It costs as much as reading a submission, so it is done before one is found invalid.
 * @returns the sample submission; undefined where there is none to read
 * @throws GraderError when the answers have fewer rows or other IDs than the sample submission
 */
export function requireCompleteAnswers(
  answers: Table,
  id: string,
  files: GradeFiles,
  { facts, submission: schema }: GradeContext,
): Table | undefined {
  const sample = readSample(files.answers, facts.answers, facts.sampleSubmission);
  if (sample === undefined || !sample.has(id)) return sample;
  const fail = (missing: number): Error =>
    new GraderError("Incomplete answers", {
      file: answers.origin.file,
      column: id,
      expected: `the ${sample.length} rows of ${facts.sampleSubmission}; ${missing} of them are missing`,
      hint,
    });
  const { matchedBy = "id" } = schema;
  const isPart = matchedBy === "id-superset";
  if (!isPart && answers.length < sample.length) throw fail(sample.length - answers.length);
  if (matchedBy === "rank" || matchedBy === "position") return sample;
  if (answers.length > mostKeys || haveSameStrings(sample, answers, id)) return sample;
  const known = keySet(answers.column(id));
  const wanted = keySet(sample.column(id));
  const missing = [...wanted].filter((key) => !known.has(key)).length;
  if (!isPart && missing > 0) throw fail(missing);
  const key = keys(answers.column(id));
  for (let row = 0; row < answers.length; row++) {
    if (wanted.has(key(row))) continue;
    throw new GraderError("Unknown ID in the answers", {
      file: answers.origin.file,
      row: row + 1,
      column: id,
      expected: `the IDs of ${facts.sampleSubmission}`,
      hint,
    });
  }
  return sample;
}

/** The sample submission of the prepared directory that the answers are in; undefined where there is none to read. */
function readSample(answersPath: string, answers: string, sample: string): Table | undefined {
  const tail = `${sep}${join(answers)}`;
  if (!answersPath.endsWith(tail)) return undefined;
  const path = join(answersPath.slice(0, -tail.length), sample);
  if (!existsSync(path)) return undefined;
  try {
    return readPlainCsv(path, "raw") ?? readCsv(path, "raw", { places: true });
  } catch {
    // Whatever is wrong with the sample submission, it says nothing about the answers.
    return undefined;
  }
}
