import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** How much of a log's end is looked at: lines of agents may be long. */
const readBytes = 64 * 1024;
const lineLength = 300;

/**
 * The last lines of a run's log that are not empty, without times and without control characters, shortened; none where
 * the log cannot be read.
 */
export function lastLogLines(path: string, count: number): string[] {
  return readEnd(path)
    .split(/\r?\n|\r/)
    .map((line) =>
      stripVTControlCharacters(line.replace(logPrefix, ""))
        .replace(/\p{Cc}/gu, " ")
        .trimEnd(),
    )
    .filter((line) => line !== "")
    .slice(-count)
    .map((line) => (line.length > lineLength ? `${line.slice(0, lineLength)}…` : line));
}

/** As run.log begins its lines: time and source. */
const logPrefix = /^\[[\d\-: ,]+\] \[[^\]]*\] /;

function readEnd(path: string): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return "";
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, readBytes));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString("utf8", 0, read);
    // The first line is a part of one.
    return size > bytes.length ? text.slice(text.indexOf("\n") + 1) : text;
  } finally {
    closeSync(file);
  }
}
