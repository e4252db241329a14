import { join } from "node:path";
import { collectDirectory, type OutputDirectory, outputDirectories } from "@mlebench/runner";
import { repeat } from "./repeat.js";

/** What may be copied while the agent works: enough to look on, without keeping the machine busy. */
const liveLimits = { fileBytes: 256e6, totalBytes: 2e9, entries: 20_000 };

/** The share of its time that copying may take. */
const share = 0.05;

export interface LiveCopy {
  /** Resolves when nothing is written any more. */
  stop(): Promise<void>;
}

/**
 * Copies the agent's output to the host now and then, by the same careful way that the runner collects it in the end:
 * nothing that an agent does with links, special files or sizes reaches the host.
 */
export function copyLive(
  collect: (directory: OutputDirectory) => Promise<AsyncIterable<Uint8Array> | undefined>,
  runDirectory: string,
  seconds: number,
): LiveCopy {
  const stopped = new AbortController();
  const copyAll = async (): Promise<void> => {
    for (const name of outputDirectories) {
      if (stopped.signal.aborted) return;
      try {
        const stream = await collect(name);
        if (stream !== undefined) {
          await collectDirectory(untilAborted(stream, stopped.signal), join(runDirectory, name), liveLimits);
        }
      } catch {
        // The next copy may succeed, and the collection at the end reports the problem.
      }
    }
  };
  const copying = repeat(copyAll, { milliseconds: seconds * 1000, share, signal: stopped.signal });
  return {
    async stop() {
      stopped.abort();
      await copying;
    },
  };
}

async function* untilAborted(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) {
    if (signal.aborted) return;
    yield chunk;
  }
}
