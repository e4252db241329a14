import type { Column } from "@mlebench/table";
import { safeIntegerBytes } from "./integer-bytes.js";

/** What a column is stored as: fastparquet's choice for its pandas type. */
export type Storage = "int64" | "uint64" | "double" | "boolean" | "text";

/** A data page of an optional column, without its header, before compression. */
export interface PageContent {
  /** Definition levels, with their length before them. */
  readonly levels: Uint8Array;
  /** The values that are not missing. */
  readonly values: Uint8Array;
  readonly missing: number;
}

/** Which of some rows have a value: a bit for each, the lowest bit first. */
interface Presence {
  readonly bits: Uint8Array;
  readonly count: number;
}

const encoder = new TextEncoder();

/** The rows `start` to `end` of a column as a page in the encoding PLAIN. */
export function pageContent(
  storage: Storage | undefined,
  column: Column,
  start: number,
  end: number,
): PageContent {
  const presence = presenceOf(column, start, end);
  const count = presence?.count ?? end - start;
  return {
    levels: levelBytes(presence, end - start),
    values: valueBytes(storage, column, start, end, count),
    missing: end - start - count,
  };
}

const isMissing = (cell: unknown): boolean => cell === null || Number.isNaN(cell);

/** Undefined when all rows have a value. */
function presenceOf(column: Column, start: number, end: number): Presence | undefined {
  if (column.dtype === "float64") return presenceOfFloats(column.values, start, end);
  if (column.dtype !== "object") return undefined;
  const { values } = column;
  const bits = new Uint8Array(Math.ceil((end - start) / 8));
  let count = 0;
  for (let row = 0; row < end - start; row++) {
    if (isMissing(values[start + row])) continue;
    bits[row >> 3] |= 1 << (row & 7);
    count++;
  }
  return count === end - start ? undefined : { bits, count };
}

/** A loop of its own, which meets nothing but floats: several times as fast. */
function presenceOfFloats(values: Float64Array, start: number, end: number): Presence | undefined {
  let first = start;
  while (first < end && !Number.isNaN(values[first])) first++;
  if (first === end) return undefined;
  const bits = new Uint8Array(Math.ceil((end - start) / 8));
  let count = 0;
  for (let row = 0; row < end - start; row++) {
    const present = Number.isNaN(values[start + row]) ? 0 : 1;
    bits[row >> 3] |= present << (row & 7);
    count += present;
  }
  return { bits, count };
}

/** One run when nothing is missing, else packed bits. */
function levelBytes(presence: Presence | undefined, rows: number): Uint8Array {
  const bits = presence?.bits ?? Uint8Array.of(1);
  const head = varint(presence === undefined ? rows * 2 : bits.length * 2 + 1);
  const levels = new Uint8Array(4 + head.length + bits.length);
  new DataView(levels.buffer).setUint32(0, head.length + bits.length, true);
  levels.set(head, 4);
  levels.set(bits, 4 + head.length);
  return levels;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return bytes;
}

function valueBytes(
  storage: Storage | undefined,
  column: Column,
  start: number,
  end: number,
  count: number,
): Uint8Array {
  if (storage === "boolean") return booleanBytes(column, start, end, count);
  if (column.dtype === "object" || column.dtype === "bool") return textBytes(column, start, end);
  const { values } = column;
  if (storage !== "double" && values instanceof Float64Array) return safeIntegerBytes(values, start, end);
  if (values instanceof Float64Array && count < end - start) return presentFloatBytes(values, start, end);
  return new Uint8Array(values.buffer, values.byteOffset + start * 8, (end - start) * 8);
}

function presentFloatBytes(values: Float64Array, start: number, end: number): Uint8Array {
  const present = new Float64Array(end - start);
  let count = 0;
  for (let row = start; row < end; row++) {
    const value = values[row];
    // A missing value is written over by the next one.
    present[count] = value;
    if (!Number.isNaN(value)) count++;
  }
  return new Uint8Array(present.buffer, 0, count * 8);
}

function booleanBytes({ values }: Column, start: number, end: number, count: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(count / 8));
  let next = 0;
  for (let row = start; row < end; row++) {
    const value = values[row];
    if (isMissing(value)) continue;
    if (value === 1 || value === true) bytes[next >> 3] |= 1 << (next & 7);
    next++;
  }
  return bytes;
}

function textBytes({ values }: Column, start: number, end: number): Uint8Array {
  let room = 0;
  for (let row = start; row < end; row++) {
    const cell = values[row];
    // At most three bytes of UTF-8 for each UTF-16 code unit.
    if (typeof cell === "string") room += 4 + 3 * cell.length;
  }
  const bytes = new Uint8Array(room);
  const view = new DataView(bytes.buffer);
  let position = 0;
  for (let row = start; row < end; row++) {
    const cell = values[row];
    if (typeof cell !== "string") continue;
    const { written } = encoder.encodeInto(cell, bytes.subarray(position + 4));
    view.setUint32(position, written, true);
    position += 4 + written;
  }
  return bytes.subarray(0, position);
}
