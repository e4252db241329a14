import { resolve } from "node:path";
import { resumeRunGroup } from "@mlebench/runner";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { anySecret, createResumeOptions } from "../run/create-run-options.js";
import type { RunOptions } from "../run/run-options.js";
import { defaultRunsDirectory } from "../run/run-setup.js";
import { createRunView } from "../run/run-view.js";
import { clearStatus, note } from "../terminal.js";

/** Stops what works or waits of a run group, and collects what it has made. */
export async function runCancel(group: string, options: RunOptions): Promise<number> {
  const stopped = new AbortController();
  stopped.abort();
  const runsDirectory = resolve(options.runDir ?? defaultRunsDirectory);
  const { directory, resumed } = await createResumeOptions(options, group, runsDirectory, {
    signal: stopped.signal,
    onEvent: createRunView(),
    environment: anySecret,
  });
  const result = await resumeRunGroup(directory, resumed);
  clearStatus();
  if (options.json) printJson(result);
  const records = Object.values(result.runs);
  const left = records.filter(({ status }) => status === "interrupted" || status === "pending").length;
  note(
    `${left} of ${records.length} runs have no result. Repeat them with \`mlebench run --resume ${group}\`.`,
  );
  return exitCodes.ok;
}
