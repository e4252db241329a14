import { copyFileSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory, replaceFileSync, writeFileAtomically } from "@mlebench/disk";
import type { RunGroupResult, RunRecord } from "@mlebench/runner";
import { note } from "../terminal.js";

/** Where Plexe's script leaves reports. */
export const plexeGrades = "grades";

/**
 * Leaves submissions and models where Plexe's benchmark script leaves them: `workdir/ID/submission.csv`,
 * `workdir/ID/ID_model.tar.gz`, and the list `submissions.jsonl`. They are copies of files of the run group; of several
 * seeds, the first with a submission.
 * @param directory where the command runs
 */
export function leavePlexeResults(result: RunGroupResult, directory: string): void {
  const lines = Object.entries(firstSubmissions(result)).map(([id, run]) => {
    const workDirectory = join(directory, "workdir", id);
    makeDirectory(workDirectory);
    const submission = join(workDirectory, "submission.csv");
    copy(join(run, "submission", "submission.csv"), submission);
    const model = join(run, "code", "plexe", "model.tar.gz");
    if (existsSync(model)) copy(model, join(workDirectory, `${id}_model.tar.gz`));
    return JSON.stringify({ competition_id: id, submission_path: submission });
  });
  if (lines.length === 0) {
    note("No submissions, so nothing is left in `workdir` for Plexe.");
    return;
  }
  const list = join(directory, "submissions.jsonl");
  writeFileAtomically(list, lines.map((line) => `${line}\n`).join(""));
  note(
    `As Plexe's script does: submissions and models in ${join(directory, "workdir")}, their list in ${list}, reports in ${join(directory, plexeGrades)}.`,
  );
}

/** Directories of runs, by competition. */
function firstSubmissions({ directory, runs }: RunGroupResult): Record<string, string> {
  const found: Record<string, string> = {};
  const bySeed = Object.entries(runs).sort(([, a]: [string, RunRecord], [, b]) => a.seed - b.seed);
  for (const [id, { competition_id }] of bySeed) {
    const run = join(directory, id);
    const file = statSync(join(run, "submission", "submission.csv"), { throwIfNoEntry: false });
    if (file?.isFile()) found[competition_id] ??= run;
  }
  return found;
}

function copy(from: string, to: string): void {
  replaceFileSync(to, (temporary) => copyFileSync(from, temporary));
}
