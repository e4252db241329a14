import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Agent } from "@mlebench/agents";
import { childEnvironment } from "@mlebench/core";
import type { RunSpecification } from "@mlebench/runner";

/** Where things are in a run directory. */
export interface RunPaths {
  home: string;
  state: string;
  output: string;
  validations: string;
}

export function runPaths({ runDirectory }: Pick<RunSpecification, "runDirectory">): RunPaths {
  const state = join(runDirectory, ".process");
  return {
    home: join(runDirectory, "home"),
    state,
    output: join(state, "output.log"),
    validations: join(state, "validations.jsonl"),
  };
}

/** As in a container, with links instead of mounts. */
export function makeScratch(run: RunSpecification): void {
  const { home, state, output } = runPaths(run);
  rmSync(home, { recursive: true, force: true });
  rmSync(state, { recursive: true, force: true });
  for (const name of ["data", "submission", "logs", "code"]) mkdirSync(join(home, name), { recursive: true });
  for (const name of readdirSync(run.publicDirectory)) {
    if (name !== "description.md") symlinkSync(join(run.publicDirectory, name), join(home, "data", name));
  }
  writeFileSync(join(home, "data", "description.md"), run.description);
  if (run.agent === undefined) mkdirSync(join(home, "agent"));
  else copyAgent(run.agent, join(home, "agent"));
  // Last: this is how a run is found.
  mkdirSync(state);
  writeFileSync(output, "");
}

function copyAgent({ directory, start }: Agent, destination: string): void {
  cpSync(directory, destination, { recursive: true, verbatimSymlinks: true });
  const copied = join(destination, "start.sh");
  if (!existsSync(copied)) cpSync(start, copied);
}

/** Removes a tree in which an agent may have taken rights away from directories. */
export function removeTree(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Also where directories lie so deep that going through them level by level takes more stack than there is.
    spawnSync("chmod", ["-R", "u+rwX", "--", path], { stdio: "ignore", env: childEnvironment() });
    spawnSync("rm", ["-rf", "--", path], { stdio: "ignore", env: childEnvironment() });
    if (existsSync(path)) rmSync(path, { recursive: true, force: true });
  }
}

/** Directories that `makeScratch` made, recognized by the state beside them. */
export function scratchDirectories(
  runsDirectory: string | undefined,
  runGroup: string | undefined,
  isFree: (group: string) => boolean,
): string[] {
  if (runsDirectory === undefined || !existsSync(runsDirectory)) return [];
  const groups = readdirSync(runsDirectory).filter(
    (name) =>
      (runGroup === undefined || name === runGroup) &&
      existsSync(join(runsDirectory, name, "state.json")) &&
      isFree(name),
  );
  return groups.flatMap((group) =>
    readdirSync(join(runsDirectory, group))
      .map((run) => runPaths({ runDirectory: join(runsDirectory, group, run) }))
      .filter(({ state }) => existsSync(state))
      .flatMap(({ home, state }) => [home, state]),
  );
}
