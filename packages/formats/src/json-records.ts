import { closeSync, openSync, readSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { type PythonJsonObject, parsePythonJson } from "./python-json.js";

/** The objects of a JSON list in a file, which memory need not hold: they are found in one pass, and read one by one. */
export interface JsonRecords {
  readonly length: number;
  /** Names of the fields of the first object; the others have the same, in any order. */
  readonly fields: readonly string[];
  /** One object, as `parsePythonJson` reads it. @throws UserError if it is not valid JSON */
  read(row: number): PythonJsonObject;
}

const blockSize = 1 << 20;
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const hint = "Compare the file with the one on Kaggle.";

/**
 * Finds the objects of a list. Only brackets, strings, and names of fields are looked at: what is between them is
 * checked when an object is read.
 * @throws UserError with file and row if the file is no list of objects that all have the same fields
 */
export function openJsonRecords(file: string): JsonRecords {
  const index = createIndex(file);
  for (const { block, start } of blocksOf(file)) index.scan(block, start);
  const { starts, ends, fields } = index.finish();
  return {
    length: starts.length,
    fields,
    read(row) {
      const text = readText(file, starts[row], ends[row]);
      const record = parsePythonJson(text, file);
      if (record instanceof Map) return record;
      throw new UserError("Record is not a JSON object", { file, row: row + 1, hint });
    },
  };
}

function* blocksOf(file: string): Generator<{ block: Buffer; start: number }> {
  const descriptor = openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(blockSize);
    for (let start = 0; ; ) {
      const length = readSync(descriptor, buffer, 0, blockSize, start);
      if (length === 0) return;
      yield { block: buffer.subarray(0, length), start };
      start += length;
    }
  } finally {
    closeSync(descriptor);
  }
}

function readText(file: string, start: number, end: number): string {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.allocUnsafe(end - start);
    const length = readSync(descriptor, bytes, 0, bytes.length, start);
    if (length < bytes.length) throw new UserError("File has become shorter", { file });
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) throw new UserError("File is not valid UTF-8", { file, cause });
    throw cause;
  } finally {
    closeSync(descriptor);
  }
}

interface Index {
  starts: number[];
  ends: number[];
  fields: string[];
}

interface IndexBuilder {
  scan(block: Buffer, start: number): void;
  finish(): Index;
}

/** A state machine over the bytes: depth 1 is inside the list, depth 2 inside one of its objects. */
function createIndex(file: string): IndexBuilder {
  const starts: number[] = [];
  const ends: number[] = [];
  let fields: string[] | undefined;
  let known = new Set<string>();
  let names: string[] = [];
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  /** Whether the next string of this object is the name of a field. */
  let isName = false;
  let isClosed = false;
  /** Bytes of the name that is being read. */
  let name: number[] | undefined;

  const noRecords = (): UserError =>
    new UserError("No records found", { file, expected: "a list of JSON objects", hint });
  const endOfRecord = (end: number): void => {
    ends.push(end);
    const distinct = new Set(names);
    if (fields === undefined) {
      fields = [...distinct];
      known = distinct;
    } else if (distinct.size !== known.size || names.some((field) => !known.has(field)))
      throw new UserError("Record fields differ from the first record", { file, row: ends.length, hint });
    names = [];
  };
  const inString = (byte: number): void => {
    const isEnd = byte === quote && !isEscaped;
    if (!isEnd) name?.push(byte);
    isEscaped = byte === backslash && !isEscaped;
    if (!isEnd) return;
    isString = false;
    if (name !== undefined) names.push(nameOf(name, file));
    name = undefined;
  };
  const outside = (byte: number, at: number): void => {
    if (byte === quote) {
      if (depth < 2) throw noRecords();
      isString = true;
      name = depth === 2 && isName ? [] : undefined;
    } else if (byte === openObject || byte === openList) {
      if (isClosed || (depth === 0 && byte !== openList) || (depth === 1 && byte !== openObject))
        throw noRecords();
      if (depth === 1) {
        starts.push(at);
        isName = true;
      }
      depth++;
    } else if (byte === closeObject || byte === closeList) {
      depth--;
      if (depth === 1) endOfRecord(at + 1);
      if (depth <= 0) isClosed = true;
    } else if (depth === 2 && byte === colon) isName = false;
    else if (depth === 2 && byte === comma) isName = true;
    else if (depth < 2 && byte > 0x20 && byte !== comma) throw noRecords();
  };
  return {
    scan(block, start) {
      for (let i = 0; i < block.length; i++) {
        const byte = block[i];
        if (isString) inString(byte);
        // Digits and what else a number has, by far the most frequent bytes.
        else if (byte > comma && byte < colon && depth > 1) continue;
        else outside(byte, start + i);
      }
    },
    finish() {
      if (!isClosed || depth !== 0)
        throw new UserError("Unexpected end of JSON", { file, expected: '"]"', hint });
      if (fields === undefined) throw noRecords();
      return { starts, ends, fields };
    },
  };
}

/** The name of a field from the bytes between its quotation marks. */
function nameOf(bytes: readonly number[], file: string): string {
  const text = Buffer.from(bytes).toString("utf8");
  if (!text.includes("\\")) return text;
  const name = parsePythonJson(`"${text}"`, file);
  return String(name);
}
