import type { SecretText } from "@mlebench/agents";
import type { RunSpecification } from "./backend.js";
import type { BuildFile } from "./images.js";

/** A run on paper: nothing of it is on this machine, and its secrets are known by name only. */
export interface RunTemplate
  extends Omit<
    RunSpecification,
    "command" | "environment" | "runDirectory" | "attempt" | "allocation" | "agent"
  > {
  /** As {@link RunSpecification.command}, with a place for each secret. */
  command: readonly SecretText[];
  /** As {@link RunSpecification.environment}, with a place for each secret. */
  environment: Readonly<Record<string, SecretText>>;
}

/** What a backend writes about a run group. */
export interface Manifests {
  /** Paths are relative to the directory of the manifests. */
  files: readonly BuildFile[];
  /** Commands that start the runs, in order, for a person to run. */
  next: readonly string[];
}

/** A backend that does not start runs, but describes them for another program, which does. */
export interface BackendManifests {
  /** What a person does instead of `mlebench run`, in one sentence. */
  readonly usage: string;
  /**
   * Describes the runs of a group. Writes nothing.
   * @param directory where the files will be
   * @throws UserError for a run that cannot be described
   */
  describe(runs: readonly RunTemplate[], directory: string): Promise<Manifests>;
}
