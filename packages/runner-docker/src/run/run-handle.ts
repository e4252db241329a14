import { agentAccess, assertRunning, type OutputDirectory, type RunHandle } from "@mlebench/runner";
import type Docker from "dockerode";
import { home } from "../containers/agent-container.js";
import { readsValidations } from "../containers/grader-container.js";
import { removePublicView } from "../containers/public-view.js";
import { removeParts } from "../containers/run-parts.js";
import { isConflict, isNotFound, unlessMissing } from "../engine/engine.js";
import { waitForExit } from "./agent-exit.js";
import { agentOutput } from "./agent-output.js";
import { dockerRun, type HandleOptions, inspectAgent } from "./docker-run.js";
import { execInside } from "./exec-inside.js";
import { createUsageReader } from "./read-usage.js";
import { reattachRun, startRun } from "./start-agent.js";
import { createRunWatcher } from "./watch-run.js";

export interface DockerRunHandle extends RunHandle {
  /**
   * Continues with what another process started: watches an agent that works, starts one that was about to.
   * @returns false if the agent has not started and cannot
   */
  reattach(): Promise<boolean>;
}

/** One run in this engine. All that it needs to know is asked from the engine, so that any process can continue. */
export function dockerRunHandle(docker: Docker, options: HandleOptions): DockerRunHandle {
  const run = dockerRun(docker, options);
  const { agent, grader } = run;
  const watcher = createRunWatcher(run, (directory) => collect(directory));

  async function collect(
    directory: OutputDirectory,
    path?: string,
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const inside = [home, directory, ...(path === undefined ? [] : [path])].join("/");
    const stream = await unlessMissing(agent.getArchive({ path: inside }));
    return stream as AsyncIterable<Uint8Array> | undefined;
  }

  const state = async (): Promise<"created" | "running" | "ended"> => {
    const found = (await inspectAgent(run))?.State;
    if (found === undefined || found.Status === "created") return "created";
    return found.Running ? "running" : "ended";
  };

  return {
    ...agentAccess(async (command, execOptions) => {
      assertRunning(await state());
      return await execInside(agent, command, execOptions);
    }),
    home,
    description: options.description,
    start: () => startRun(run, watcher.start),
    reattach: () => reattachRun(run, watcher.start),
    state,
    logs: ({ from = 0, signal }) => agentOutput(run, from, signal),
    async wait({ signal } = {}) {
      try {
        return await waitForExit(run, signal);
      } finally {
        await watcher.stop();
      }
    },
    async terminate(graceSeconds) {
      run.terminating = true;
      try {
        // The engine signals the supervisor, which signals all; after the grace period nothing in the container is left.
        await agent.stop({ t: Math.max(0, Math.ceil(graceSeconds)) });
      } catch (error) {
        if (!isNotFound(error) && !isConflict(error)) throw error;
      }
    },
    usage: createUsageReader(agent),
    validations: readsValidations(grader),
    async collect(directory, { path } = {}) {
      await watcher.stopForCollecting();
      return collect(directory, path);
    },
    async destroy() {
      await watcher.stop();
      await removeParts(docker, options.parts);
      await removePublicView(options.run);
    },
  };
}
