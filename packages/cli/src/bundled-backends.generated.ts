// Written by `pnpm sync` from the package.json of the command line's dependencies.
import type { BundledPlugin } from "@mlebench/runner";

/** The backends of the command line. The first is the default. */
export const bundledBackends: readonly BundledPlugin[] = [
  {
    id: "docker",
    package: "@mlebench/runner-docker",
    description: "Docker backend of the runner: agents in containers without access to the answers",
    load: () => import("@mlebench/runner-docker"),
  },
  {
    id: "containers",
    package: "@mlebench/runner-containers",
    description: "Containers backend of the runner: agents in Apptainer, Podman, or Charliecloud, without Docker",
    load: () => import("@mlebench/runner-containers"),
  },
  {
    id: "kubernetes",
    package: "@mlebench/runner-kubernetes",
    description: "Kubernetes backend of the runner: manifests that describe runs as Jobs of a cluster",
    load: () => import("@mlebench/runner-kubernetes"),
  },
  {
    id: "process",
    package: "@mlebench/runner-process",
    description: "Process backend of the runner, without isolation, for agent development",
    load: () => import("@mlebench/runner-process"),
  },
  {
    id: "slurm",
    package: "@mlebench/runner-slurm",
    description: "Slurm backend of the runner: agents on the nodes of a cluster",
    load: () => import("@mlebench/runner-slurm"),
  },
];
