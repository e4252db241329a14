import { stripVTControlCharacters } from "node:util";
import { describeError } from "@mlebench/core";
import type { RunHandle } from "../backend/backend.js";
import { pause, waitAtMost } from "../time/pause.js";
import type { RunLog } from "./run-log.js";

const maxFailures = 20;
const idleSeconds = 30;

export interface OutputFollower {
  /** Resolves when all output is written; to be called when the agent has ended. */
  finish(): Promise<void>;
  /** Stops copying while the agent goes on; another process continues. */
  leave(): Promise<void>;
}

/** Copies the agent's output into the log until the agent has ended, through interruptions of the stream. */
export function followOutput(handle: RunHandle, log: RunLog, onLine: (line: string) => void): OutputFollower {
  const giveUp = new AbortController();
  const ended = new AbortController();
  const emitLine = lastLines(onLine);
  const copy = async (): Promise<void> => {
    for (let failures = 0; !giveUp.signal.aborted; ) {
      // A stream that begins after the end has everything; one that began before may have been cut.
      const last = ended.signal.aborted;
      try {
        for await (const chunk of handle.logs({ from: log.position(), signal: giveUp.signal })) {
          log.output(chunk);
          emitLine(chunk);
          failures = 0;
        }
        if (last) return;
      } catch (error) {
        if (giveUp.signal.aborted) return;
        if (++failures >= (last ? 3 : maxFailures)) {
          log.line(`The agent's output cannot be followed any further: ${describeError(error)}`);
          return;
        }
      }
      if (last || !ended.signal.aborted) await pause(500, last ? giveUp.signal : ended.signal);
    }
  };
  const copied = copy();
  return {
    async finish() {
      ended.abort();
      let done = false;
      const watched = copied.then(() => {
        done = true;
      });
      for (let position = log.position(), idle = 0; !done && idle < idleSeconds; idle++) {
        await waitAtMost(watched, 1000);
        if (log.position() !== position) idle = 0;
        position = log.position();
      }
      if (!done)
        log.line(`The agent's output did not end within ${idleSeconds} seconds of silence: cut off.`);
      giveUp.abort();
      log.endOutput();
    },
    async leave() {
      giveUp.abort();
      await waitAtMost(copied, 1000);
    },
  };
}

/** Gives the last full line of what came, at most ten times a second. */
function lastLines(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  let next = 0;
  return (chunk) => {
    const time = performance.now();
    if (time < next) return;
    const text = Buffer.from(chunk.subarray(Math.max(0, chunk.length - 2000))).toString("utf8");
    const line = text
      .split(/[\r\n]+/)
      .map(printable)
      .filter((part) => part !== "")
      .at(-1);
    if (line === undefined) return;
    next = time + 100;
    onLine(line);
  };
}

/** An agent's text must not move the cursor or recolour a terminal. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{C}/gu, "").trim().slice(0, 300);
}
