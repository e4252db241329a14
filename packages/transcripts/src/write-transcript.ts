import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeDirectory, readableError } from "@mlebench/disk";
import type { TranscriptEvent, TranscriptLine } from "./events.js";
import { readTranscript } from "./read-transcript.js";

/** A transcript that is being written. */
export interface TranscriptWriter {
  /** All lines: those found at the start, and those added. */
  readonly lines: readonly TranscriptLine[];
  /**
   * Adds an event. It is on the disk when this returns, so that nothing that follows can happen without it.
   * @throws UserError if the disk does not take it
   */
  readonly add: (event: TranscriptEvent) => TranscriptLine;
  /** Adds events that belong together, in one write: unless the machine fails, a reader sees all or none. */
  readonly addAll: (events: readonly TranscriptEvent[]) => readonly TranscriptLine[];
  readonly close: () => void;
}

/**
 * Opens a transcript for writing, and goes on where another process stopped: a line that was cut off is removed.
 * @param elapsed seconds since the run began
 * @throws UserError if the file cannot be read or written
 */
export function openTranscript(path: string, elapsed: () => number): TranscriptWriter {
  makeDirectory(dirname(path));
  const found = readTranscript(path);
  const lines: TranscriptLine[] = [...found.lines];
  const file = attempt(path, () => openSync(path, "a", 0o644));
  let size = found.bytes;
  if (found.isCutOff) attempt(path, () => ftruncateSync(file, size));
  const addAll = (events: readonly TranscriptEvent[]): readonly TranscriptLine[] => {
    const added = events.map(
      (event, i): TranscriptLine => ({
        index: lines.length + i,
        time: new Date().toISOString(),
        elapsed: Math.round(elapsed() * 1000) / 1000,
        ...event,
      }),
    );
    const bytes = Buffer.from(added.map((line) => `${JSON.stringify(line)}\n`).join(""));
    attempt(path, () => {
      try {
        writeAll(file, bytes);
        fsyncSync(file);
      } catch (error) {
        // A full disk takes a part. What is written when it has space again must not stand behind it.
        ftruncateSync(file, size);
        throw error;
      }
    });
    size += bytes.length;
    lines.push(...added);
    return added;
  };
  return {
    lines,
    add: (event) => addAll([event])[0],
    addAll,
    close: () => closeSync(file),
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function attempt<Made>(path: string, work: () => Made): Made {
  try {
    return work();
  } catch (error) {
    throw readableError(error, path);
  }
}
