import { resolve } from "node:path";
import { collectRunGroup } from "@mlebench/runner";
import { exitCodes } from "../exit-codes.js";
import { openConclusion } from "../run/conclusion.js";
import { anySecret, createResumeOptions } from "../run/create-run-options.js";
import type { RunOptions } from "../run/run-options.js";
import { defaultRunsDirectory } from "../run/run-setup.js";
import { createRunView } from "../run/run-view.js";
import { stopOnSignals } from "../run/stop-on-signals.js";
import { note } from "../terminal.js";

export interface RunCollectOptions extends RunOptions {
  /** As the job that `run --grade` schedules: it waits for whoever follows the group, and does nothing if they grade. */
  asScheduled?: boolean;
}

/** Follows the runs of a group to their end, collects and grades them, and begins none. */
export async function runCollect(
  group: string,
  { asScheduled, ...given }: RunCollectOptions,
): Promise<number> {
  const options: RunOptions = { ...given, attach: group };
  const stop = stopOnSignals(options);
  const view = createRunView();
  const conclusion = openConclusion(options, stop);
  const runsDirectory = resolve(options.runDir ?? defaultRunsDirectory);
  const { directory, resumed } = await createResumeOptions(options, group, runsDirectory, {
    ...{ signal: stop.signal, leave: stop.leave, detach: stop.detach },
    onEvent: (event) => {
      stop.onEvent(event);
      view(event);
    },
    conclusion: conclusion.work,
    environment: anySecret,
  });
  const result = await collectRunGroup(directory, { ...resumed, asScheduled });
  if (result !== undefined) return await conclusion.finish(result);
  note("Nothing left to do: another process has collected and graded the run group, or stopped it.");
  return exitCodes.ok;
}
