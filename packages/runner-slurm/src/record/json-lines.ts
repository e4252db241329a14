import { appendFileSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";

/** Appends a value as one line, with one write: nobody sees half of it, on most file systems. */
export function appendLine(file: string, value: unknown): void {
  appendFileSync(file, `${JSON.stringify(value)}\n`, { flag: "a" });
}

/** The values of complete lines; none if the file is missing. */
export function readLines<Value>(file: string): Value[] {
  try {
    return linesOf<Value>(readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}

/**
 * Reads what was appended to a file since the last time. The file is opened again each time: on NFS this is what shows
 * what another machine has written.
 */
export function lineReader<Value>(file: string): () => Promise<Value[]> {
  let position = 0;
  return async () => {
    const handle = await open(file, "r").catch(() => undefined);
    if (handle === undefined) return [];
    try {
      const { size } = await handle.stat();
      if (size <= position) return [];
      const buffer = Buffer.alloc(size - position);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
      position += end;
      return linesOf<Value>(buffer.toString("utf8", 0, end));
    } finally {
      await handle.close();
    }
  };
}

function linesOf<Value>(text: string): Value[] {
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .flatMap((line) => (line === "" ? [] : (parsed<Value>(line) ?? [])));
}

function parsed<Value>(line: string): Value | undefined {
  try {
    return JSON.parse(line) as Value;
  } catch {
    // A machine that crashed may have left anything.
    return undefined;
  }
}
