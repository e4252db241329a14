import type { ContainerSpec, InstalledTool } from "@mlebench/containers";
import type { ServerLimits } from "@mlebench/grading-server";
import type { RunPaths } from "./run-paths.js";

/** All that a supervisor needs. It is sent through a pipe, as it holds secrets. */
export interface SupervisorPlan {
  paths: RunPaths;
  tool: InstalledTool;
  spec: ContainerSpec;
  /** Variables of the agent. */
  environment: Record<string, string>;
  entryPoint: readonly string[];
  command: readonly string[];
  /** Limits for `ulimit`, as option and value in turns. */
  ulimits: readonly string[];
  /** Files that the container must not see, as `DEVICE:INODE` and path in turns. */
  hidden: readonly string[];
  /** Undefined starts no grading server. */
  grader: GraderPlan | undefined;
  /** The cores that are the run's own. */
  cpuSet: readonly number[] | undefined;
  memoryBytes: number | undefined;
  diskBytes: number | undefined;
  /** What the agent's output may take. */
  outputBytes: number;
  /** How long container and grading server may take until the agent can begin. */
  startSeconds: number;
}

/** The grading server of a run, which is a process of this machine. */
export interface GraderPlan {
  competitionDirectory: string;
  privateDirectory: string;
  limits: Partial<ServerLimits>;
}
