import { UserError } from "@mlebench/core";
import {
  type AgentExit,
  type OutputDirectory,
  pause,
  type RunHandle,
  type RunSpecification,
  type RunUsage,
} from "@mlebench/runner";
import type Docker from "dockerode";
import { home } from "../containers/agent-container.js";
import { readsValidations, runInside, startGrader } from "../containers/grader-container.js";
import { removePublicView } from "../containers/public-view.js";
import { type RunParts, removeParts } from "../containers/run-parts.js";
import { lineBytes, logLimitFile, startFile, startSignal } from "../containers/supervisor.js";
import { containerLogs, lastLoggedLines } from "../engine/container-logs.js";
import {
  engineMessage,
  isConflict,
  isNotFound,
  isUnreachable,
  pathFacts,
  unlessMissing,
} from "../engine/engine.js";
import { watchDisk, writtenBytes } from "./disk-watch.js";
import { copyLive, type LiveCopy } from "./live-copy.js";
import { repeat } from "./repeat.js";

export interface HandleOptions {
  run: RunSpecification;
  parts: RunParts;
  description: Readonly<Record<string, unknown>>;
  diskLimitedByEngine: boolean;
  /** How often the agent's output is copied to the host; 0 never. */
  liveCopySeconds: number;
  /** What the agent's output may take on the engine's disk. */
  logBytes: number;
  /** How long an engine that does not answer is waited for. */
  engineTimeoutSeconds: number;
  /** How long the environment may take until the agent can begin. */
  startTimeoutSeconds: number;
}

/** How often a grading server is looked at, at most. */
const watchMilliseconds = 10_000;

/** Containers that an engine stops all at once end within this time of each other. */
const togetherMilliseconds = 60_000;

type State = Docker.ContainerInspectInfo["State"];

export interface DockerRunHandle extends RunHandle {
  /**
   * Goes on with what another process began: watches an agent that works, begins one that was about to.
   * @returns false when the agent has not begun and cannot
   */
  reattach(): Promise<boolean>;
}

/** One run in this engine. All that it needs to know is asked from the engine, so that any process can go on. */
export function dockerRunHandle(docker: Docker, options: HandleOptions): DockerRunHandle {
  const { run, parts } = options;
  const tooMuchOutput = `the agent printed more than the limit of ${options.logBytes} bytes`;
  const agent = docker.getContainer(parts.agent ?? "none");
  const grader = docker.getContainer(parts.grader ?? "none");
  const stopped = new AbortController();
  /** Why this process ended the agent. */
  let verdict: string | undefined;
  let terminating = false;
  let liveCopy: LiveCopy | undefined;
  let watching = false;
  let before: { time: number; cpu: number } | undefined;

  const collect = async (
    directory: OutputDirectory,
    path?: string,
  ): Promise<AsyncIterable<Uint8Array> | undefined> => {
    const inside = [home, directory, ...(path === undefined ? [] : [path])].join("/");
    const stream = await unlessMissing(agent.getArchive({ path: inside }));
    return stream as AsyncIterable<Uint8Array> | undefined;
  };

  /** Ends the agent for something that it did. */
  const stopAgent = async (why: string): Promise<void> => {
    verdict ??= why;
    await agent.kill({ signal: "SIGKILL" }).catch(() => undefined);
  };

  /** What the agent may write, unless the engine sees to it. */
  const watchedDiskBytes = options.diskLimitedByEngine ? undefined : run.settings.disk;

  const written = async (): Promise<number | undefined> =>
    parts.agent === undefined ? undefined : await writtenBytes(docker, parts.agent).catch(() => undefined);

  const watchGrader = async (): Promise<void> => {
    try {
      const [ours, theirs] = await Promise.all([agent.inspect(), grader.inspect()]);
      if (ours.State.Running && !theirs.State.Running) await grader.start();
    } catch {
      // The agent may have ended in between; the next look tells.
    }
  };

  /** What goes on beside the agent while this process is there. */
  const watch = (): void => {
    if (watching) return;
    watching = true;
    const { signal } = stopped;
    if (watchedDiskBytes !== undefined) {
      const onExceeded = (bytes: number): Promise<void> => stopAgent(diskExceeded(bytes, watchedDiskBytes));
      void watchDisk({ limit: watchedDiskBytes, written, onExceeded, signal });
    }
    void repeat(watchGrader, { milliseconds: watchMilliseconds, share: 0.05, signal });
    if (options.liveCopySeconds > 0) {
      liveCopy = copyLive(collect, run.runDirectory, options.liveCopySeconds);
    }
  };
  const endWatching = async (): Promise<void> => {
    stopped.abort();
    await liveCopy?.stop();
  };

  const begin = async (): Promise<void> => {
    if (parts.agent === undefined || parts.grader === undefined) {
      throw new UserError("The run's containers are not all there", { hint: "It has to be made again." });
    }
    if (!(await agent.inspect()).State.Running) {
      await agent.start().catch((error) => {
        throw startError(error);
      });
    }
    const { startTimeoutSeconds } = options;
    try {
      await startGrader(grader, startTimeoutSeconds);
    } catch (error) {
      // It lives in the agent's network, and cannot begin where that has ended.
      if ((await agent.inspect()).State.Running) throw error;
      throw await environmentError();
    }
    const said = await runInside(agent, startSignal, { user: "0", seconds: startTimeoutSeconds }).catch(
      () => undefined,
    );
    if (said === 0) return watch();
    // An agent may be so quick that its container ends before this command of ours has.
    if (!(await agent.inspect()).State.Running && (await hasBegun())) return;
    throw await environmentError();
  };

  /** The agent itself was begun, by whatever process. */
  const hasBegun = async (): Promise<boolean> => (await pathFacts(agent, startFile)) !== undefined;

  const reattach = async (): Promise<boolean> => {
    if ((await inspect())?.State.Running !== true) return true;
    if (parts.grader !== undefined && (await hasBegun())) {
      watch();
      return true;
    }
    return begin().then(
      () => true,
      () => false,
    );
  };

  const environmentError = async (): Promise<UserError> => {
    const { State } = await agent.inspect();
    const what = State.Running
      ? `was not ready within ${options.startTimeoutSeconds} seconds`
      : "ended at once";
    const lines = await lastLoggedLines(agent, 10).catch(() => []);
    return new UserError(
      `The agent's environment ${what}: ${lines.map(({ text }) => text).join(" ") || `exit code ${State.ExitCode}`}`,
    );
  };

  /** An engine may be restarted; only after a long silence it counts as gone. */
  const insist = async <Result>(ask: () => Promise<Result>, signal?: AbortSignal): Promise<Result> => {
    const deadline = performance.now() + options.engineTimeoutSeconds * 1000;
    for (let delay = 250; ; delay = Math.min(delay * 2, 5000)) {
      try {
        return await ask();
      } catch (error) {
        signal?.throwIfAborted();
        if (!isUnreachable(error) || performance.now() > deadline) throw error;
        await pause(delay, signal);
      }
    }
  };

  const inspect = (signal?: AbortSignal): Promise<Docker.ContainerInspectInfo | undefined> =>
    insist(() => unlessMissing(agent.inspect()), signal);

  const graderState = async (): Promise<State | undefined> =>
    (await insist(() => unlessMissing(grader.inspect())))?.State;

  /** The agent's end, or undefined while it works. */
  const endOf = async (state: State): Promise<AgentExit | undefined> => {
    const beside = await graderState();
    // Whoever started the container again did so after the grading server had been started.
    const again = beside !== undefined && Date.parse(state.StartedAt) > Date.parse(beside.StartedAt);
    if (again) return { exitCode: null, reason: "lost", detail: "the agent's container was restarted" };
    if (state.Running) return undefined;
    const exitCode = state.ExitCode;
    if (exitCode === 137 && (await pathFacts(agent, logLimitFile)) !== undefined) {
      return { exitCode, reason: "killed", detail: tooMuchOutput };
    }
    if (verdict !== undefined) return { exitCode, reason: "killed", detail: verdict };
    if (watchedDiskBytes !== undefined) {
      // An agent may write much and end before anybody looks.
      const bytes = await written();
      if (bytes !== undefined && bytes > watchedDiskBytes)
        return { exitCode, reason: "killed", detail: diskExceeded(bytes, watchedDiskBytes) };
    }
    const ending = exitCode === 137 || exitCode === 143;
    if (!terminating && beside !== undefined && isTogether(state, beside)) {
      return { exitCode: null, reason: "lost", detail: "the engine stopped the agent's container" };
    }
    if (state.OOMKilled && exitCode !== 0) {
      return { exitCode, reason: "out of memory", detail: "the memory limit was passed" };
    }
    const detail = state.OOMKilled
      ? "a process of the agent was killed because memory was used up"
      : state.Error;
    return { exitCode, reason: ending ? "killed" : "exited", ...(detail && { detail }) };
  };

  const wait = async (signal?: AbortSignal): Promise<AgentExit> => {
    for (;;) {
      signal?.throwIfAborted();
      // Asked now and then as well, since a connection can break without a word.
      const ask = new AbortController();
      const forward = (): void => ask.abort();
      signal?.addEventListener("abort", forward);
      const waited = agent
        .wait({ condition: "not-running", abortSignal: ask.signal })
        .catch(() => pause(250, signal));
      await Promise.race([waited, pause(30_000, ask.signal)]);
      signal?.removeEventListener("abort", forward);
      ask.abort();
      signal?.throwIfAborted();
      let found = await inspect(signal);
      if (found !== undefined && !found.State.Running && !terminating && verdict === undefined) {
        // When someone stops an engine, or restarts or removes a container, the rest of it comes a little later.
        if (found.State.ExitCode !== 0) await pause(1500, signal);
        found = await inspect(signal);
      }
      if (found === undefined)
        return { exitCode: null, reason: "lost", detail: "the agent's container is gone" };
      const end = await endOf(found.State);
      if (end !== undefined) return end;
    }
  };

  const usage = async (): Promise<RunUsage | undefined> => {
    const stats = await agent.stats({ stream: false, "one-shot": true } as { stream: false });
    const time = Date.parse(stats.read);
    const cpu = stats.cpu_stats?.cpu_usage?.total_usage;
    if (!Number.isFinite(time) || cpu === undefined) return undefined;
    const cpuCores =
      before !== undefined && time > before.time
        ? (cpu - before.cpu) / 1e6 / (time - before.time)
        : undefined;
    before = { time, cpu };
    const memory = stats.memory_stats;
    // Cached files can be given up at any time; engines leave them out of what they show as well.
    const cached = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
    const submission = await submissionState(agent);
    return {
      ...(cpuCores !== undefined && { cpuCores }),
      ...(memory?.usage !== undefined && { memoryBytes: Math.max(0, memory.usage - cached) }),
      ...(submission !== undefined && { submission }),
    };
  };

  /** Counts what the agent prints, as root also past the container's own limit. */
  async function* logs(from: number, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    let taken = from;
    for await (const chunk of containerLogs(agent, { from, signal })) {
      taken += chunk.length + lineBytes * countLines(chunk);
      yield chunk;
      if (taken > options.logBytes) {
        await stopAgent(tooMuchOutput);
      }
    }
  }

  return {
    description: options.description,
    start: begin,
    reattach,
    async state() {
      const state = (await inspect())?.State;
      if (state === undefined || state.Status === "created") return "created";
      return state.Running ? "running" : "ended";
    },
    logs: ({ from = 0, signal }) => logs(from, signal),
    wait: async ({ signal } = {}) => {
      const end = await wait(signal);
      await endWatching();
      return end;
    },
    async terminate(graceSeconds) {
      terminating = true;
      try {
        // The engine tells the supervisor, which tells all; after the grace nothing in the container lives on.
        await agent.stop({ t: Math.max(0, Math.ceil(graceSeconds)) });
      } catch (error) {
        if (!isNotFound(error) && !isConflict(error)) throw error;
      }
    },
    usage,
    validations: readsValidations(grader),
    async collect(directory, { path } = {}) {
      await endWatchingIfEnded();
      return collect(directory, path);
    },
    async destroy() {
      await endWatching();
      await removeParts(docker, parts);
      await removePublicView(run);
    },
  };

  /** Nothing may write where the runner is going to collect. */
  async function endWatchingIfEnded(): Promise<void> {
    if ((await inspect())?.State.Running !== true) await endWatching();
    else await liveCopy?.stop();
  }
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function diskExceeded(bytes: number, limit: number): string {
  return `disk limit exceeded: ${bytes} bytes written, limit ${limit} bytes`;
}

function startError(cause: unknown): UserError {
  const message = engineMessage(cause);
  return new UserError(`The engine cannot start the agent's container: ${message}`, {
    ...(/device driver/i.test(message) && {
      hint: "GPUs need the NVIDIA Container Toolkit on the engine's machine, or another --gpu-driver.",
    }),
    cause,
  });
}

/** True when two containers ended at about the same time, as when an engine stops; not when one broke by itself. */
function isTogether(agent: State, grader: State): boolean {
  if (grader.Running || grader.OOMKilled || ![0, 137, 143, 255].includes(grader.ExitCode)) return false;
  return Date.parse(grader.FinishedAt) >= Date.parse(agent.FinishedAt) - togetherMilliseconds;
}

/** Go's file modes: a regular file has none of these bits. */
const notRegular = 0x8f280000;

async function submissionState(agent: Docker.Container): Promise<RunUsage["submission"]> {
  const found = await pathFacts(agent, `${home}/submission/submission.csv`);
  if (found === undefined || (found.mode & notRegular) !== 0) return undefined;
  return { bytes: found.size, modified: found.mtime };
}
