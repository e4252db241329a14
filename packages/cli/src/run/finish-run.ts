import { join } from "node:path";
import { type RunGroupResult, readRunGroup } from "@mlebench/runner";
import { exitCodes } from "../exit-codes.js";
import { note } from "../terminal.js";
import { leavePlexeResults, plexeGrades } from "./plexe-results.js";
import type { RunOptions } from "./run-options.js";
import { failedRuns, showResult } from "./show-result.js";
import { attachCommand, cancelCommand } from "./stop-on-signals.js";

/**
 * Shows the result of a run group, and grades it if asked to.
 * @param plexeDirectory where results are left as Plexe's script leaves them
 */
export async function finishRun(
  result: RunGroupResult,
  options: RunOptions,
  plexeDirectory?: string,
): Promise<number> {
  // A run group that was interrupted is not graded.
  const isGraded = options.grade === true && !result.interrupted && !result.detached;
  if (result.detached) {
    const attach = attachCommand(result, options);
    note(`The runs go on. Follow them with \`${attach}\`, or stop them with \`${cancelCommand(result)}\`.`);
    return exitCodes.interrupted;
  }
  showResult(result, options, isGraded);
  if (result.interrupted) return exitCodes.interrupted;
  if (plexeDirectory !== undefined) leavePlexeResults(result, plexeDirectory);
  const grades = plexeDirectory === undefined ? undefined : join(plexeDirectory, plexeGrades);
  const exitCode = isGraded ? await gradeGroup(result, options, grades) : exitCodes.ok;
  if (exitCode !== exitCodes.ok) return exitCode;
  return failedRuns(result).length > 0 || !result.complete ? exitCodes.userError : exitCodes.ok;
}

async function gradeGroup(
  { directory, metadata }: RunGroupResult,
  { json }: RunOptions,
  copyDir?: string,
): Promise<number> {
  const { makeSubmission } = await import("@mlebench/reports");
  const { grade } = await import("../commands/grade.js");
  const submission = join(directory, "submission.jsonl");
  makeSubmission({ metadataPath: metadata, output: submission });
  const { data_directory: dataDir } = readRunGroup(directory).plan;
  return grade({ submission, outputDir: directory, copyDir, dataDir, json, requireVerified: true });
}
