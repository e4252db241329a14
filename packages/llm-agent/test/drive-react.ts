import type { AgentReport } from "@mlebench/runner";
import { runReact } from "../src/react/run-react.js";
import { fakeTask } from "./harness.js";

export interface DrivenRun {
  readonly url: string;
  readonly root: string;
  readonly isResumed: boolean;
}

/** Runs react without a limit of messages: in a process that is killed, and in the test that resumes its run. */
export function driveReact(run: DrivenRun): Promise<AgentReport> {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  return runReact(fakeTask({ ...run, settings: { maxMessages: 0 }, elapsed }));
}
