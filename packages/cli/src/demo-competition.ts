import { readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { findCompetition } from "@mlebench/competitions";
import { type Competition, type CompetitionReport, competitionPaths } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { packageVersion } from "@mlebench/disk";
import { gradeSubmission } from "@mlebench/grading";
import { describeFailure } from "./system-errors.js";

/** Directories of a demo. */
export interface DemoSetup {
  dataDirectory: string;
  /** Empty at first, removed at the end. */
  temporary: string;
}

/** One submission of the demo, and its grading report. */
export interface DemoEntry {
  submission: "sample" | "gold answers" | "broken";
  report: CompetitionReport;
}

export type DemoResult = { id: string; entries: DemoEntry[] } | { id: string; error: string };

/**
 * Prepares a competition's miniature, unless it is prepared, and grades three submissions: the sample submission, the
 * gold submission, and the sample submission with wrong column names.
 * @param onGraderError called with the details of a grader error
 */
export async function demoCompetition(
  setup: DemoSetup,
  id: string,
  onGraderError: (details: unknown) => void,
): Promise<DemoResult> {
  const { dataDirectory, temporary } = setup;
  try {
    const competition = await findCompetition(id);
    await prepareMiniature(competition, { dataDirectory });
    const { sampleSubmission, goldSubmission } = competitionPaths(dataDirectory, competition.facts);
    const broken = join(temporary, `${id}.csv`);
    writeFileSync(broken, breakHeader(readFileSync(sampleSubmission, "utf8"), competition));
    const entry = async (submission: DemoEntry["submission"], path: string): Promise<DemoEntry> => ({
      submission,
      report: await gradeSubmission(competition, path, {
        dataDirectory,
        version: packageVersion(import.meta.url),
        onGraderError,
      }),
    });
    const entries = [await entry("sample", sampleSubmission)];
    if (extname(goldSubmission) === ".csv") entries.push(await entry("gold answers", goldSubmission));
    entries.push(await entry("broken", broken));
    return { id, entries };
  } catch (error) {
    return { id, error: describeFailure(error) };
  }
}

/** The same file with a wrong name for each column. */
function breakHeader(text: string, { submission }: Competition): string {
  const columns = submission.id.length + submission.targets.reduce((sum, { names }) => sum + names.length, 0);
  const header = Array.from({ length: columns }, (_, i) => `column_${i + 1}`).join(",");
  return header + text.slice(text.search(/\r?\n|$/));
}
