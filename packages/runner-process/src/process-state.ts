import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answersSignals, hasVariable, killAll, type RunSpecification, readProcess } from "@mlebench/runner";
import { agentProcesses, runMarker } from "./processes.js";
import { runPaths } from "./scratch.js";

/** What a run's state directory and the process table say of it. Every process reads the same. */
export interface ProcessState {
  /** A file of the state directory; undefined if it is missing. */
  readState(name: string): string | undefined;
  pidIn(name: string): number | undefined;
  supervisorLives(): boolean;
  isBegun(): boolean;
  hasEnded(): boolean;
  /** Process ids of the agent; negative for a process group. */
  agentPids(): number[];
  /** @throws Error if some processes survive */
  killAgent(graceSeconds: number): Promise<void>;
}

/** How long a supervisor may take until it can be seen. */
const supervisorMilliseconds = 2000;

export function processState(run: RunSpecification): ProcessState {
  const { state } = runPaths(run);
  const found: ProcessState = {
    readState(name) {
      try {
        return readFileSync(join(state, name), "utf8");
      } catch {
        return undefined;
      }
    },
    pidIn(name) {
      const text = found.readState(name);
      return text === undefined ? undefined : Number(text);
    },
    supervisorLives() {
      const pid = found.pidIn("supervisor.pid");
      if (pid === undefined) return false;
      if (process.platform !== "linux") return answersSignals(pid);
      const entry = readProcess(pid);
      return entry !== undefined && hasVariable(entry, runMarker, run.runId);
    },
    isBegun: () => existsSync(join(state, "begun")),
    hasEnded() {
      if (found.readState("exit-code") !== undefined) return true;
      if (!found.isBegun()) return false;
      return !found.supervisorLives() && ageMilliseconds(join(state, "begun")) >= supervisorMilliseconds;
    },
    agentPids() {
      const pid = found.pidIn("agent.pid");
      if (process.platform !== "linux") return pid !== undefined && answersSignals(-pid) ? [-pid] : [];
      return agentProcesses(run.runId, pid).map((entry) => entry.pid);
    },
    async killAgent(graceSeconds) {
      if (!(await killAll(found.agentPids, graceSeconds)))
        throw new Error("Some of the agent's processes cannot be killed");
    },
  };
  return found;
}

function ageMilliseconds(file: string): number {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found === undefined ? Number.POSITIVE_INFINITY : Date.now() - found.mtimeMs;
}
