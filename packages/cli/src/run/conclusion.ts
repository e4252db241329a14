import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Conclusion, RunGroupResult, UnattendedCommand } from "@mlebench/runner";
import { clearStatus } from "../terminal.js";
import { finishRun } from "./finish-run.js";
import type { RunOptions } from "./run-options.js";
import type { StopSignals } from "./stop-on-signals.js";

/** Where the job after the runs of a group prints to, in the run group's directory. */
const logName = "grade.log";

/** The end of a command that runs a group. */
export interface OpenConclusion {
  /** What is done while no other process can have the group; undefined without `--grade`. */
  work: Conclusion | undefined;
  /**
   * Does what is left to do.
   * @returns the exit code
   */
  finish(result: RunGroupResult): Promise<number>;
}

/** @param plexeDirectory where results are left as Plexe's script leaves them */
export function openConclusion(
  options: RunOptions,
  stop: StopSignals,
  plexeDirectory?: string,
): OpenConclusion {
  let exitCode: number | undefined;
  const finish = async (result: RunGroupResult): Promise<number> => {
    if (exitCode !== undefined) return exitCode;
    clearStatus();
    stop.forget();
    exitCode = await finishRun(result, options, plexeDirectory);
    return exitCode;
  };
  const work: Conclusion = {
    work: async (result) => void (await finish(result)),
    unattended: plexeDirectory === undefined ? (directory) => collectCommand(directory, options) : undefined,
  };
  return { work: options.grade ? work : undefined, finish };
}

/** The command that finishes a run group when nobody is attached, in the same working directory: competitions may be of its project. */
function collectCommand(directory: string, { backend }: RunOptions): UnattendedCommand {
  // Absolute, and not through a link of a package runner.
  const program = realpathSync(process.argv[1]);
  const given = backend === undefined ? [] : ["--backend", backend];
  return {
    script: [program, "run", "collect", directory, "--grade", "--as-scheduled", ...given],
    cwd: process.cwd(),
    log: join(directory, logName),
  };
}
