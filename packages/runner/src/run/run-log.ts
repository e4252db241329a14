import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeFileAtomically } from "@mlebench/disk";

/** A run's log: lines of the runner and of the agent, in the order in which they came. */
export interface RunLog {
  /** Writes a line of the runner's own; what is in it after a line break goes into lines of its own. */
  line(message: string): void;
  /** Writes the agent's output as it comes, in pieces of any size. */
  output(chunk: Uint8Array): void;
  /** How many bytes of the agent's output have come: where a follower goes on after an interruption. */
  position(): number;
  /** Ends the agent's part and says how much of it was left out. */
  endOutput(): void;
  /** @param final nobody will resume this log */
  close(final: boolean): void;
}

export interface RunLogOptions {
  /** Go on where another process stopped, maybe in the middle of a line. */
  resume?: boolean;
  /**
   * How much of the agent's output is kept. Its lines get a mark each, so that the file may become larger: up to four
   * times this, or a mebibyte where that is more.
   */
  limitBytes: number;
}

/** What must be known to go on. `logBytes` is the size of run.log when all before `offset` had been written. */
interface Position {
  offset: number;
  logBytes: number;
  atLineStart: boolean;
  omittedLines: number;
  /** Bytes of run.log that the disk did not take. */
  unwritten: number;
  /** The agent's part is complete. */
  ended: boolean;
  /** How much of the output was kept, when that is not all. */
  cutAt?: number;
}

const saveAfterMilliseconds = 200;
const saveAfterBytes = 1 << 20;

/**
 * Opens `run.log`. Its position in the agent's output is kept beside it; what was written after the last kept position
 * is cut off when resuming and written again, so that nothing is lost or doubled.
 */
export function openRunLog(path: string, options: RunLogOptions): RunLog {
  const positionFile = join(dirname(path), `.${basename(path)}.position`);
  const file = openSync(path, options.resume === true ? "a" : "w", 0o644);
  let state: Position = {
    offset: 0,
    logBytes: 0,
    atLineStart: true,
    omittedLines: 0,
    unwritten: 0,
    ended: false,
  };
  if (options.resume === true) {
    const size = fstatSync(file).size;
    const kept = readPosition(positionFile);
    // Without a usable position the complete output is written again.
    if (kept !== undefined && kept.logBytes <= size) state = kept;
    ftruncateSync(file, state.logBytes);
  }
  /** An incomplete character, or a carriage return that may belong to a line break, at the end of what came. */
  let carry = Buffer.alloc(0);
  let unsavedBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    unsavedBytes = 0;
    try {
      writeFileAtomically(positionFile, JSON.stringify({ ...state, offset: state.offset - carry.length }));
    } catch {
      // A full disk: resuming would begin at an earlier position, which is right as well.
    }
  };
  const saveSoon = (): void => {
    if (unsavedBytes >= saveAfterBytes) save();
    else timer ??= setTimeout(save, saveAfterMilliseconds);
  };
  const write = (text: string): void => {
    const bytes = Buffer.from(text);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(file, bytes, done);
    } catch {
      // A full disk must end neither the run nor the runner.
      state.unwritten += bytes.length - done;
    }
    state.logBytes += done;
    unsavedBytes += done;
  };
  const ownLine = (message: string): void => {
    const start = state.atLineStart ? "" : "\n";
    const lines = message.split("\n").map((part) => `${prefix("runner")}${part}\n`);
    write(start + lines.join(""));
    state.atLineStart = true;
  };
  const agentText = (text: string): void => {
    if (text === "") return;
    const mark = prefix("runner", "[Container] ");
    const ended = text.endsWith("\n");
    const body = ended ? text.slice(0, -1) : text;
    write((state.atLineStart ? mark : "") + body.replaceAll("\n", `\n${mark}`) + (ended ? "\n" : ""));
    state.atLineStart = ended;
  };
  const fileBytes = Math.max(4 * options.limitBytes, 2 ** 20);
  const markBytes = Buffer.byteLength(prefix("runner", "[Container] "));
  /** How many of the bytes may still be written, with a mark for each line. */
  const roomFor = (chunk: Uint8Array): number => {
    const byOutput = Math.max(0, options.limitBytes - state.offset);
    let left = fileBytes - state.logBytes;
    if (chunk.length * (1 + markBytes) <= left) return Math.min(chunk.length, byOutput);
    for (let at = 0; at < chunk.length; at++) {
      left -= chunk[at] === 10 ? 1 + markBytes : 1;
      if (left < 0) return Math.min(at, byOutput);
    }
    return Math.min(chunk.length, byOutput);
  };
  const decode = (bytes: Buffer): void => agentText(bytes.toString("utf8").replaceAll("\r\n", "\n"));
  const flushCarry = (): void => {
    decode(carry);
    carry = Buffer.alloc(0);
  };

  return {
    line(message) {
      ownLine(message);
      saveSoon();
    },
    output(chunk) {
      const start = state.offset;
      const remaining = state.cutAt === undefined ? roomFor(chunk) : 0;
      state.offset += chunk.length;
      if (remaining > 0) {
        const bytes = Buffer.concat([carry, chunk.subarray(0, remaining)]);
        const complete = completeLength(bytes);
        carry = Buffer.from(bytes.subarray(complete));
        decode(bytes.subarray(0, complete));
      }
      if (chunk.length > remaining) {
        if (state.cutAt === undefined) {
          flushCarry();
          state.cutAt = start + remaining;
          ownLine(`The agent's output has reached ${state.cutAt} bytes: the rest is counted, not written.`);
        }
        state.omittedLines += countLines(chunk.subarray(remaining));
      }
      saveSoon();
    },
    position: () => state.offset,
    endOutput() {
      if (state.ended) return;
      state.ended = true;
      flushCarry();
      if (state.unwritten > 0)
        ownLine(`${state.unwritten} bytes of this file could not be written to the disk.`);
      const omitted = state.offset - (state.cutAt ?? state.offset);
      if (omitted > 0) {
        ownLine(
          `Left out of this file: ${omitted} bytes (${state.omittedLines} line ends) of the agent's output.`,
        );
      }
      save();
    },
    close(final) {
      if (final) {
        clearTimeout(timer);
        rmSync(positionFile, { force: true });
      } else save();
      closeSync(file);
    },
  };
}

function readPosition(path: string): Position | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Position;
  } catch {
    return undefined;
  }
}

/** As Python's logging writes it: local time, comma before the milliseconds. */
function prefix(source: string, mark = ""): string {
  const date = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `[${day} ${time},${String(date.getMilliseconds()).padStart(3, "0")}] [${source}] ${mark}`;
}

function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/**
 * How much of the bytes can be decoded without what follows: all but a character of UTF-8 that is not complete, or a
 * carriage return. Cutting before a lead byte never changes how the rest decodes.
 */
function completeLength(bytes: Uint8Array): number {
  const { length } = bytes;
  if (bytes[length - 1] === 13) return length - 1;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back];
    if (byte < 0x80) return length;
    if (byte >= 0xc0) {
      const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return wanted > back ? length - back : length;
    }
  }
  return length;
}
