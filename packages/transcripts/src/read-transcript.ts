import { existsSync, readFileSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { readableError } from "@mlebench/disk";
import type { TranscriptLine } from "./events.js";

/** What is in a transcript's file. */
export interface Transcript {
  readonly lines: readonly TranscriptLine[];
  /** Whether the last line is incomplete: its writer was killed, or is at it. It is not among the lines. */
  readonly isCutOff: boolean;
  /** Size of the complete lines. */
  readonly bytes: number;
}

/**
 * Reads a transcript, also one that is still being written.
 * @returns no lines if there is no such file
 * @throws UserError for a file that cannot be read, and for a line that is no event
 */
export function readTranscript(path: string): Transcript {
  if (!existsSync(path)) return { lines: [], isCutOff: false, bytes: 0 };
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw readableError(error, path);
  }
  const bytes = content.lastIndexOf(0x0a) + 1;
  const lines = content
    .subarray(0, bytes)
    .toString("utf8")
    .split("\n")
    .slice(0, -1)
    .map((text, index) => parseLine(text, index, path));
  return { lines, isCutOff: bytes < content.length, bytes };
}

function parseLine(text: string, index: number, file: string): TranscriptLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notAnEvent(file, index);
  }
  const { type, index: number } = (value ?? {}) as { type?: unknown; index?: unknown };
  if (typeof type !== "string" || number !== index) throw notAnEvent(file, index);
  return value as TranscriptLine;
}

function notAnEvent(file: string, index: number): UserError {
  return new UserError("Invalid line in a transcript", {
    file,
    line: index + 1,
    expected: `a JSON object with \`type\` and \`index\`: ${index}`,
  });
}
