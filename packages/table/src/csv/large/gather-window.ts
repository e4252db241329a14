import type { Column } from "../../columns/column.js";
import type { PackedTexts } from "../../columns/packed-texts.js";
import type { CsvOutput } from "../csv-output.js";
import type { CsvSource } from "../csv-source.js";

/** Numbers in memory, of a table's rows in order. */
export type NumberColumn = Exclude<Column, { dtype: "object" }>;

/** A column of a table that is numbers, and which of them. */
export interface NumberReference {
  column: NumberColumn;
  rows: Uint32Array | undefined;
}

/** A column of a table that is texts in memory, and which of them. */
export interface TextReference {
  texts: PackedTexts | readonly (string | null)[];
  rows: Uint32Array | undefined;
  /** The texts of a batch take so many bytes at most. */
  mostBytes: number;
}

/** Texts in shared memory, see `PackedTexts`. */
export interface SharedTexts {
  bytes: Uint8Array;
  offsets: Uint32Array;
  missing: Uint8Array;
}

/** Rendered rows, in shared memory. Rows are in the order of the file's segments, and those of a segment in any. */
export interface GatherWindow {
  /** The file's rows. */
  rows: Uint32Array;
  /** Of each segment, where its rows begin in {@link rows}; one more for the end. */
  bounds: Uint32Array;
  /** Where each row's bytes are: from {@link starts} to {@link ends}. */
  starts: Uint32Array;
  ends: Uint32Array;
  /** What the rows have in columns of numbers, and of texts, that are not the file's. */
  numbers: readonly NumberColumn[];
  texts: readonly SharedTexts[];
  /** One 32-bit integer: bytes that are taken of the space for them. */
  taken: Int32Array;
  bytes: Uint8Array;
}

/** Rendered rows that the window's bytes had no space for. */
export interface Surplus {
  /** As if they were in the window. */
  start: number;
  bytes: Uint8Array;
}

/** The same bytes: threads get typed arrays. */
export const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Rows of a file, in the order of a table; all of them where `rows` is undefined. */
export interface Gathered {
  source: CsvSource;
  rows: Uint32Array | undefined;
}

/** Rows of a table that fill a window. */
export interface Batch {
  first: number;
  count: number;
  /** So many bytes are expected. */
  bytes: number;
}

/** Rendered rows may be so much longer than is expected before they take another way to the calling thread. */
const spareSpace = 1.1;

/** Puts rendered rows into a window, or where it has no space for them, into `surplus`. @returns where they begin */
export function place(rendered: Uint8Array, { taken, bytes }: GatherWindow, surplus: Surplus[]): number {
  if (rendered.length === 0) return 0;
  // To a multiple of eight bytes of shared memory, that many are copied at once, and to any other place one by one.
  const start = Atomics.add(taken, 0, Math.ceil(rendered.length / 8) * 8) >>> 0;
  if (start + rendered.length > bytes.length) surplus.push({ start, bytes: Uint8Array.from(rendered) });
  else bytes.set(rendered, start);
  return start;
}

export function newWindows(
  batches: readonly Batch[],
  segmentCount: number,
  numbers: readonly NumberReference[],
  texts: readonly TextReference[],
): [GatherWindow, GatherWindow] {
  const most = (of: (batch: Batch) => number): number =>
    batches.reduce((sum, batch) => Math.max(sum, of(batch)), 0);
  const [rows, bytes] = [most(({ count }) => count), Math.ceil(most((batch) => batch.bytes) * spareSpace)];
  const sharedUint32 = (length: number) => new Uint32Array(new SharedArrayBuffer(4 * length));
  const create = (space: SharedArrayBuffer): GatherWindow => ({
    rows: sharedUint32(rows),
    bounds: sharedUint32(segmentCount + 1),
    starts: sharedUint32(rows),
    ends: sharedUint32(rows),
    numbers: numbers.map(({ column }) => sharedNumbers(column, rows)),
    texts: texts.map(({ mostBytes }) => ({
      bytes: new Uint8Array(new SharedArrayBuffer(mostBytes)),
      offsets: sharedUint32(rows + 1),
      missing: new Uint8Array(new SharedArrayBuffer(rows)),
    })),
    taken: new Int32Array(new SharedArrayBuffer(4)),
    bytes: new Uint8Array(space, 0, bytes),
  });
  const spaces = windowSpaces(bytes, batches.length === 1 ? 1 : 2);
  const first = create(spaces[0]);
  return [first, spaces.length === 1 ? first : create(spaces[1])];
}

/** Shared memory for so many numbers of the type of a column's. */
function sharedNumbers({ dtype, values }: NumberColumn, length: number): NumberColumn {
  const Values = values.constructor as new (buffer: SharedArrayBuffer) => typeof values;
  const space = new SharedArrayBuffer(length * values.BYTES_PER_ELEMENT);
  return { dtype, values: new Values(space) } as NumberColumn;
}

/** How many bytes the texts of a batch take. */
export function textBytes(
  texts: TextReference["texts"],
  rows: Uint32Array | undefined,
  { first, count }: Batch,
): number {
  let sum = 0;
  for (let at = first; at < first + count; at++) {
    const row = rows === undefined ? at : rows[at];
    if ("offsets" in texts) sum += texts.offsets[row + 1] - texts.offsets[row];
    else sum += Buffer.byteLength(texts[row] ?? "");
  }
  return sum;
}

/** The memory of the windows that were used last, while it waits to be collected. */
let formerSpaces: readonly WeakRef<SharedArrayBuffer>[] = [];

/** Shared memory of at least so many bytes each: that of the table that was written before, if it is still there. */
function windowSpaces(bytes: number, count: number): readonly SharedArrayBuffer[] {
  const former = formerSpaces.flatMap((space) => space.deref() ?? []);
  const spaces = former.filter(({ byteLength }) => byteLength >= bytes).slice(0, count);
  while (spaces.length < count) spaces.push(new SharedArrayBuffer(bytes));
  formerSpaces = spaces.map((space) => new WeakRef(space));
  return spaces;
}

/** Between the order of a window and that of the table, both ways. */
export interface Order {
  /** By position in the batch. */
  places: Uint32Array;
  /** By place in the window. */
  positions: Uint32Array;
}

/** Sorts the rows of a batch by segment. */
export function fillWindow(
  { source, rows }: Gathered,
  { first, count }: Batch,
  window: GatherWindow,
  { places, positions }: Order,
): void {
  const { bounds } = window;
  bounds.fill(0);
  Atomics.store(window.taken, 0, 0);
  const rowAt = (at: number): number => (rows === undefined ? first + at : rows[first + at]);
  for (let at = 0; at < count; at++) {
    const segment = source.segmentIndex(rowAt(at));
    places[at] = segment;
    bounds[segment + 1]++;
  }
  for (let segment = 1; segment < bounds.length; segment++) bounds[segment] += bounds[segment - 1];
  const next = bounds.slice();
  for (let at = 0; at < count; at++) {
    const place = next[places[at]]++;
    places[at] = place;
    positions[place] = at;
    window.rows[place] = rowAt(at);
  }
}

/** Puts what the rows of a batch have in columns of numbers where a window has the rows. */
export function fillNumbers(
  numbers: readonly NumberReference[],
  { first, count }: Batch,
  window: GatherWindow,
  { places }: Order,
): void {
  for (const [i, { values }] of window.numbers.entries()) {
    const { column, rows } = numbers[i];
    for (let at = 0; at < count; at++) {
      const row = first + at;
      values[places[at]] = column.values[rows === undefined ? row : rows[row]];
    }
  }
}

/** Puts what the rows of a batch have in columns of texts where a window has the rows. */
export function fillTexts(
  columns: readonly TextReference[],
  { first, count }: Batch,
  window: GatherWindow,
  { positions }: Order,
): void {
  for (const [i, { bytes, offsets, missing }] of window.texts.entries()) {
    const { texts, rows } = columns[i];
    const target = asBuffer(bytes);
    let at = 0;
    for (let place = 0; place < count; place++) {
      const position = first + positions[place];
      const row = rows === undefined ? position : rows[position];
      offsets[place] = at;
      if ("offsets" in texts) {
        missing[place] = texts.missing?.[row] ?? 0;
        at += texts.bytes.copy(target, at, texts.offsets[row], texts.offsets[row + 1]);
      } else {
        const text = texts[row];
        missing[place] = text === null ? 1 : 0;
        if (text !== null) at += target.write(text, at);
      }
    }
    offsets[count] = at;
  }
}

/** Rows that follow each other in a window are copied together, up to about so many bytes. */
const longestCopy = 2 ** 16;

/** Copies rendered rows in the order of the table. */
export function copyRows(
  { starts, ends, bytes }: GatherWindow,
  places: Uint32Array,
  count: number,
  surplus: readonly Surplus[],
  output: CsvOutput,
): void {
  const rendered = asBuffer(bytes);
  for (let at = 0; at < count; at++) {
    const start = starts[places[at]];
    let end = ends[places[at]];
    if (surplus.length === 0) {
      for (; at + 1 < count && starts[places[at + 1]] === end && end - start < longestCopy; at++)
        end = ends[places[at + 1]];
      output.copy(rendered, start, end);
      continue;
    }
    const outside = surplus.find((part) => start >= part.start && start < part.start + part.bytes.length);
    if (outside === undefined) output.copy(rendered, start, end);
    else output.copy(Buffer.from(outside.bytes), start - outside.start, end - outside.start);
  }
}
