import { resolve } from "node:path";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { resumeRun } from "../run/create-run-options.js";
import type { RunOptions } from "../run/run-options.js";
import { defaultRunsDirectory } from "../run/run-setup.js";
import { createRunView } from "../run/run-view.js";
import { clearStatus, note } from "../terminal.js";

/** Nothing starts, so that whatever an agent's configuration names a secret may be missing. */
const anySecret = new Proxy<Record<string, string>>(
  {},
  { get: (_target, name) => (typeof name === "string" ? "-" : undefined), has: () => true },
);

/** Stops what works or waits of a run group, and collects what it has made. */
export async function runCancel(group: string, options: RunOptions): Promise<number> {
  const stopped = new AbortController();
  stopped.abort();
  const result = await resumeRun(options, group, resolve(options.runDir ?? defaultRunsDirectory), {
    signal: stopped.signal,
    onEvent: createRunView(),
    environment: anySecret,
  });
  clearStatus();
  if (options.json) printJson(result);
  const records = Object.values(result.runs);
  const left = records.filter(({ status }) => status === "interrupted" || status === "pending").length;
  note(
    `${left} of ${records.length} runs have no result. Repeat them with \`mlebench run --resume ${group}\`.`,
  );
  return exitCodes.ok;
}
