import { createHash, type Hash } from "node:crypto";
import type { Column } from "@mlebench/table";
import { safeIntegerBytes } from "./integer-bytes.js";

const pieceRows = 1 << 16;
const missingText = Buffer.from([0xff, 0xff, 0xff, 0xff]);

/** The running MD5 of a table's content: feed it the columns in order. */
export interface ContentDigest {
  add(name: string, column: Column): void;
  hex(): string;
}

/**
 * MD5 over names, types and values in order, whatever file format or layout holds them.
 *
 * For each column: the JSON text `[name, dtype, rows]` and a line feed, in UTF-8; then its values. Integers and floats
 * are 8 bytes, little-endian, every NaN as 7ff8000000000000; booleans are one byte, 0 or 1. A cell of an object column
 * is the length of its UTF-8 text in 4 bytes, little-endian, and that text; ffffffff when it is missing; booleans,
 * integers and floats among them as the texts that JavaScript prints.
 */
export function contentDigest(): ContentDigest {
  const hash = createHash("md5");
  return {
    add(name, column) {
      hash.update(`${JSON.stringify([name, column.dtype, column.values.length])}\n`, "utf8");
      addValues(hash, column);
    },
    hex: () => hash.digest("hex"),
  };
}

function addValues(hash: Hash, column: Column): void {
  const { values } = column;
  for (let start = 0; start < values.length; start += pieceRows) {
    const end = Math.min(start + pieceRows, values.length);
    if (column.dtype === "object") {
      for (let i = start; i < end; i++) addCell(hash, column.values[i]);
    } else {
      hash.update(numberBytes(column, start, end));
    }
  }
}

function addCell(hash: Hash, cell: string | number | bigint | boolean | null): void {
  if (cell === null || Number.isNaN(cell)) {
    hash.update(missingText);
    return;
  }
  const text = Buffer.from(String(cell), "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  hash.update(length).update(text);
}

function numberBytes(column: Exclude<Column, { dtype: "object" }>, start: number, end: number): Uint8Array {
  if (column.dtype === "int64" && column.values instanceof Float64Array) {
    return safeIntegerBytes(column.values, start, end);
  }
  const piece = column.values.slice(start, end);
  if (piece instanceof Float64Array) {
    // Rewriting NaN gives all of them the same bits.
    for (let i = 0; i < piece.length; i++) if (Number.isNaN(piece[i])) piece[i] = Number.NaN;
  }
  return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
}
