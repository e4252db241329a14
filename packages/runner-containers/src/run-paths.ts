import { dirname, join } from "node:path";
import type { RunSpecification } from "@mlebench/runner";

type PlacedRun = Pick<RunSpecification, "runDirectory" | "runId" | "attempt">;

/** Where things of one attempt are. */
export interface RunPaths {
  /** Removed with everything in it when the run is destroyed. */
  top: string;
  /** What the container has as /home. */
  home: string;
  /** What the container writes elsewhere, and places that its tool needs. */
  scratch: string;
  /** Public data under a name that says nothing of the competition. */
  view: string;
  description: string;
  /** What the runner and the supervisor know. No container sees it. */
  state: string;
  output: string;
  validations: string;
  graderLog: string;
}

/** The directory of a run group that holds {@link RunPaths} of all its runs. */
export const scratchName = ".containers";

/** The last part of a run's ID, which says nothing of the competition: a container sees where its files come from. */
export function uniquePart(runId: string): string {
  return runId.slice(runId.lastIndexOf("_") + 1).replace(/[^a-zA-Z0-9]/g, "");
}

export function runPaths({ runDirectory, runId, attempt }: PlacedRun): RunPaths {
  const top = join(dirname(runDirectory), scratchName, `${uniquePart(runId)}-${attempt}`);
  return pathsBelow(top);
}

/** {@link RunPaths} of a directory that was found. */
export function pathsBelow(top: string): RunPaths {
  const state = join(top, "state");
  return {
    top,
    home: join(top, "home"),
    scratch: join(top, "scratch"),
    view: join(top, "view"),
    description: join(top, "description.md"),
    state,
    output: join(state, "output.log"),
    validations: join(state, "validations.jsonl"),
    graderLog: join(state, "grader.log"),
  };
}

/** The container's name, for a tool that has names. */
export function containerName({ runId, attempt }: Pick<RunSpecification, "runId" | "attempt">): string {
  return `mlebench-${uniquePart(runId)}-${attempt}`;
}
