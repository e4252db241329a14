import { existsSync } from "node:fs";
import { UserError } from "@mlebench/core";
import type { ServerLimits } from "@mlebench/grading-server";
import { type Backend, defineBackend, validationLimits } from "@mlebench/runner";
import { graderSettings } from "@mlebench/runner/settings";
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

/** How the grading server starts, and where run groups are. */
interface ProcessSession {
  startServer: StartGradingServer | false;
  runsDirectory: string | undefined;
}

function openSession(options: ProcessBackendOptions): ProcessSession {
  return {
    startServer: options.startGradingServer ?? startInProcessServer(options.serverLimits),
    runsDirectory: options.runsDirectory,
  };
}

/**
 * Runs an agent's start script as processes of this machine, in a scratch directory `home/` of its run directory.
 * `DATA_DIR`, `SUBMISSION_DIR`, `LOGS_DIR`, `CODE_DIR` and `AGENT_DIR` point below it, `VALIDATION_SERVER` to the
 * grading server. The agent survives a crash of the runner.
 */
export const backend = defineBackend({
  id: "process",
  settings: { validationsPerMinute: graderSettings.validationsPerMinute },
  warning:
    "The process backend has no isolation: agents run as your user, can read your files including the answers, and have no memory limit. Use it for agent development, not for benchmark results.",
  connect: ({ settings, runsDirectory }) =>
    openSession({ serverLimits: validationLimits(settings.validationsPerMinute), runsDirectory }),
  async check({ settings, onWarning }) {
    if (settings.obfuscated)
      onWarning?.(
        "Agents see the competition's ID in the paths of their directories, although the runs are obfuscated. In containers they do not.",
      );
    for (const program of ["bash", "tar"]) {
      if (!isInstalled(program)) throw new UserError(`The process backend requires ${program}`);
    }
    if (process.platform === "win32")
      throw new UserError("The process backend requires Linux or macOS", { hint: "Use Docker." });
  },
  async create(run, { startServer }) {
    makeScratch(run);
    return makeHandle(run, startServer);
  },
  async find(run, { startServer }) {
    if (!existsSync(runPaths(run).state)) return undefined;
    const handle = makeHandle(run, startServer);
    if ((await handle.state()) === "running") await handle.startServer();
    return handle;
  },
  clean: (filter, { runsDirectory }) => clean(filter, runsDirectory),
});

/** The backend with options that only code can give. */
export function createProcessBackend(options: ProcessBackendOptions = {}): Backend {
  return backend.openWith(openSession(options));
}
