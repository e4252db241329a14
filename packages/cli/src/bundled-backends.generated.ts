// Written by `pnpm sync` from the package.json of the command line's dependencies.
import type { BundledBackend } from "@mlebench/runner";

/** The backends of the command line. The first is the default. */
export const bundledBackends: readonly BundledBackend[] = [
  {
    id: "docker",
    package: "@mlebench/runner-docker",
    description: "Runs agents in Docker containers, with the answers in another one.",
    load: () => import("@mlebench/runner-docker"),
  },
  {
    id: "process",
    package: "@mlebench/runner-process",
    description: "Runs agents as processes of this machine, without isolation, for agent development.",
    load: () => import("@mlebench/runner-process"),
  },
];
