import { type OutputDirectory, watchDisk } from "@mlebench/runner";
import { agentWrittenBytes, diskExceeded, watchedDiskBytes } from "./disk-limit.js";
import { type DockerRun, inspectAgent, killAgent } from "./docker-run.js";
import { copyLive, type LiveCopy } from "./live-copy.js";
import { repeat } from "./repeat.js";

/** How often a grading server is looked at, at most. */
const watchMilliseconds = 10_000;

/** What goes on beside the agent while this process is there. */
export interface RunWatcher {
  start(): void;
  stop(): Promise<void>;
  /** Nothing may write to where the runner is going to collect. */
  stopForCollecting(): Promise<void>;
}

/** Watches the disk and the grading server, and copies the agent's output. */
export function createRunWatcher(
  run: DockerRun,
  collect: (directory: OutputDirectory) => Promise<AsyncIterable<Uint8Array> | undefined>,
): RunWatcher {
  const stopped = new AbortController();
  let liveCopy: LiveCopy | undefined;
  let watching = false;
  const stop = async (): Promise<void> => {
    stopped.abort();
    await liveCopy?.stop();
  };
  return {
    start() {
      if (watching) return;
      watching = true;
      const { signal } = stopped;
      const limit = watchedDiskBytes(run);
      if (limit !== undefined) {
        const onExceeded = (bytes: number): Promise<void> => killAgent(run, diskExceeded(bytes, limit));
        void watchDisk({ limit, written: () => agentWrittenBytes(run), onExceeded, signal });
      }
      void repeat(() => restartGrader(run), { milliseconds: watchMilliseconds, share: 0.05, signal });
      const { liveCopySeconds, run: specification } = run.options;
      if (liveCopySeconds > 0) liveCopy = copyLive(collect, specification.runDirectory, liveCopySeconds);
    },
    stop,
    async stopForCollecting() {
      if ((await inspectAgent(run))?.State.Running !== true) await stop();
      else await liveCopy?.stop();
    },
  };
}

async function restartGrader({ agent, grader }: DockerRun): Promise<void> {
  try {
    const [ours, theirs] = await Promise.all([agent.inspect(), grader.inspect()]);
    if (ours.State.Running && !theirs.State.Running) await grader.start();
  } catch {
    // The agent may have ended in between; the next look shows it.
  }
}
