import { closeSync, openSync, readSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { type PythonJson, parsePythonJson } from "./python-json.js";

/** Bytes that are read at once. */
const chunkSize = 1 << 20;

const [quote, comma, backslash] = [0x22, 0x2c, 0x5c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Items of a file that holds one JSON list, one after the other, read as {@link parsePythonJson} reads them. For tables
 * that memory should not hold: only one item is in memory.
 * @throws UserError if the file is not such a list, with the number of the item that is wrong
 */
export function* readJsonList(path: string): Generator<PythonJson> {
  const file = openFile(path);
  try {
    if (file.skipSpace() !== openList)
      throw new UserError("No JSON list found", { file: path, expected: "`[`" });
    file.at++;
    if (file.skipSpace() === closeList) file.at++;
    else {
      let end = comma;
      for (let row = 1; end === comma; row++) {
        const text = file.item(row);
        yield parseItem(text, path, row);
        end = file.bytes[file.at++];
      }
    }
    if (file.skipSpace() !== undefined) throw new UserError("Text after the JSON list", { file: path });
  } finally {
    file.close();
  }
}

function parseItem(text: string, file: string, row: number): PythonJson {
  try {
    return parsePythonJson(text);
  } catch (cause) {
    throw new UserError("Item of the list is not JSON", { file, row, cause });
  }
}

interface JsonFile {
  /** What is in memory of the file, and where reading goes on in it. */
  bytes: Buffer;
  at: number;
  /** Goes to the next byte that is no space. @returns it; undefined at the end of the file */
  skipSpace(): number | undefined;
  /** Goes to the comma or bracket after an item. @returns the item's text */
  item(row: number): string;
  close(): void;
}

function openFile(path: string): JsonFile {
  const descriptor = openSync(path, "r");
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const file: JsonFile = {
    bytes: Buffer.alloc(0),
    at: 0,
    skipSpace() {
      for (;;) {
        while (file.at < file.bytes.length && isSpace(file.bytes[file.at])) file.at++;
        if (file.at < file.bytes.length) return file.bytes[file.at];
        if (!readOn(file.at)) return undefined;
      }
    },
    item(row) {
      const length = itemLength(row);
      const slice = file.bytes.subarray(file.at, file.at + length);
      file.at += length;
      try {
        return decoder.decode(slice);
      } catch (cause) {
        throw new UserError("File is not valid UTF-8", { file: path, row, cause });
      }
    },
    close: () => closeSync(descriptor),
  };

  /** Reads the next chunk and forgets what is before `from`. @returns false at the end of the file */
  const readOn = (from: number): boolean => {
    const chunk = Buffer.allocUnsafe(chunkSize);
    const length = readSync(descriptor, chunk);
    file.bytes = Buffer.concat([file.bytes.subarray(from), chunk.subarray(0, length)]);
    file.at -= from;
    return length > 0;
  };

  /** Bytes up to the comma or bracket that ends the item at `at`, which is outside of strings and other brackets. */
  const itemLength = (row: number): number => {
    let depth = 0;
    let isString = false;
    for (let i = 0; ; i++) {
      if (file.at + i >= file.bytes.length && !readOn(file.at)) {
        throw new UserError("Unexpected end of JSON", { file: path, row, expected: "`,` or `]`" });
      }
      const byte = file.bytes[file.at + i];
      if (byte === quote) isString = !isString;
      else if (isString) {
        // The byte after it, even a quote, is part of the string.
        if (byte === backslash) i++;
      } else if (byte === openList || byte === openObject) depth++;
      else if (depth === 0 && (byte === comma || byte === closeList)) return i;
      else if (byte === closeList || byte === closeObject) depth--;
    }
  };
  return file;
}
