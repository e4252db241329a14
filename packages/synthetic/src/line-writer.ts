import { closeSync, openSync, writeSync } from "node:fs";

/** A text file that is written line by line and never held in memory in full. */
export interface LineWriter {
  /** Writes a line and `\n`, in UTF-8. */
  line(text: string): void;
  /** Writes what is left. The file is incomplete before. */
  close(): void;
}

const pending = 1 << 20;

/** Makes a file, or empties it, and writes lines to it, about a megabyte at a time. */
export function createLineWriter(path: string): LineWriter {
  const descriptor = openSync(path, "w");
  let text = "";
  const flush = (): void => {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    text = "";
  };
  return {
    line(line) {
      text += `${line}\n`;
      if (text.length >= pending) flush();
    },
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}
