import { readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { findCompetition } from "@mlebench/competitions";
import { type Competition, type CompetitionReport, competitionPaths, describeError } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { packageVersion } from "@mlebench/disk";
import { gradeSubmission } from "@mlebench/grading";

/** Directories that a demonstration works in. */
export interface DemoSetup {
  dataDirectory: string;
  /** Empty at first and thrown away afterwards. */
  temporary: string;
}

/** One submission of the demonstration, and how it was judged. */
export interface DemoEntry {
  submission: "sample" | "gold answers" | "broken";
  report: CompetitionReport;
}

export type DemoResult = { id: string; entries: DemoEntry[] } | { id: string; error: string };

/**
 * Prepares a competition's miniature, unless it is there, and grades three submissions: the sample, the gold answers,
 * and the sample with its column names spoilt.
 * @param remark gets the stack of a grader that broke
 */
export async function demoCompetition(
  setup: DemoSetup,
  id: string,
  remark: (details: unknown) => void,
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
        onGraderError: remark,
      }),
    });
    const entries = [await entry("sample", sampleSubmission)];
    if (extname(goldSubmission) === ".csv") entries.push(await entry("gold answers", goldSubmission));
    entries.push(await entry("broken", broken));
    return { id, entries };
  } catch (error) {
    return { id, error: describeError(error) };
  }
}

/** The same file with a wrong name for every column. */
function breakHeader(text: string, { submission }: Competition): string {
  const columns = submission.id.length + submission.targets.reduce((sum, { names }) => sum + names.length, 0);
  const header = Array.from({ length: columns }, (_, i) => `column_${i + 1}`).join(",");
  return header + text.slice(text.search(/\r?\n|$/));
}
