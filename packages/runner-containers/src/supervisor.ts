import { writeFileSync } from "node:fs";
import { isMlebenchError } from "@mlebench/core";
import { currentProcess } from "@mlebench/disk";
import { writeState } from "./run-state.js";
import { supervise } from "./supervise.js";
import type { SupervisorPlan } from "./supervisor-plan.js";

// The program that stays when the runner ends: `node supervisor.js`, with a plan as JSON on standard input.
// It ends when its container has ended, and leaves how in the state directory.

for (const signal of ["SIGHUP", "SIGINT"] as const) process.on(signal, () => undefined);

async function readPlan(): Promise<SupervisorPlan> {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text) as SupervisorPlan;
}

const plan = await readPlan();
const { state } = plan.paths;
// A directory that is gone belongs to a run that was destroyed meanwhile: then this fails.
writeState(state, "supervisor", currentProcess());
try {
  writeState(state, "exit", await supervise(plan));
  process.exit(0);
} catch (error) {
  if (!isMlebenchError(error))
    writeFileSync(`${state}/crash.txt`, error instanceof Error ? `${error.stack}` : String(error));
  const hint = isMlebenchError(error) ? error.details.hint : undefined;
  writeState(state, "failure", { message: error instanceof Error ? error.message : String(error), hint });
  process.exit(1);
}
