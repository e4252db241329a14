import { existsSync } from "node:fs";
import { UserError } from "@mlebench/core";
import type { ServerLimits } from "@mlebench/grading-server";
import type { Backend } from "@mlebench/runner";
import { clean } from "./clean.js";
import { type StartGradingServer, startInProcessServer } from "./grading-service.js";
import { isInstalled } from "./launch.js";
import { makeHandle } from "./process-handle.js";
import { makeScratch, runPaths } from "./scratch.js";

export interface ProcessBackendOptions {
  /** False starts none. @default the server of `@mlebench/grading-server`, within this process */
  startGradingServer?: StartGradingServer | false;
  /** What agents may ask of that server. @default its own limits */
  serverLimits?: Partial<ServerLimits>;
  /** Where run groups are; `clean` removes what killed runs left there. */
  runsDirectory?: string;
}

const warning =
  "The process backend isolates nothing: agents run as you, on this machine, with your files, the answers among them, " +
  "within reach, and without limits of memory. It is for developing agents, not for measuring them.";

/**
 * Runs an agent's start script as processes of this machine, in a scratch directory `home/` of its run directory.
 * `DATA_DIR`, `SUBMISSION_DIR`, `LOGS_DIR`, `CODE_DIR` and `AGENT_DIR` point below it, `VALIDATION_SERVER` to the
 * grading server. The agent outlives a crash of the runner.
 */
export function createProcessBackend(options: ProcessBackendOptions = {}): Backend {
  const startServer = options.startGradingServer ?? startInProcessServer(options.serverLimits);
  return {
    name: "process",
    warning,
    async check() {
      for (const program of ["bash", "tar"]) {
        if (!isInstalled(program))
          throw new UserError(`The process backend needs ${program}, which is not installed`);
      }
      if (process.platform === "win32")
        throw new UserError("The process backend needs Linux or macOS", { hint: "Use Docker." });
    },
    async create(run) {
      makeScratch(run);
      return makeHandle(run, startServer);
    },
    async find(run) {
      if (!existsSync(runPaths(run).state)) return undefined;
      const handle = makeHandle(run, startServer);
      if ((await handle.state()) === "running") await handle.startServer();
      return handle;
    },
    clean: (filter) => clean(filter, options.runsDirectory),
  };
}
