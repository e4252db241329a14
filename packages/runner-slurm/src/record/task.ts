import type { MachineCommand, RunSpecification } from "@mlebench/runner";

/** Backends for a single machine, which a node is. */
export type NodeBackend = "containers" | "process";

/** A command that is no run. */
export interface CommandTask {
  command: MachineCommand;
  /** As of {@link NodeTask}. */
  requeue: boolean;
}

/** What a node runs. */
export interface NodeTask {
  run: Omit<RunSpecification, "competition" | "runDirectory">;
  /** Where the competition's package is. */
  competition: string;
  /** What runs it on the node, as on a machine alone. */
  backend: { id: NodeBackend; settings: Readonly<Record<string, unknown>> };
  scratch: string | undefined;
  /** Whether Slurm may begin the task again: then this file stays until the run has ended. */
  requeue: boolean;
}
