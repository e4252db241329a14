import { closeSync, openSync, writeSync } from "node:fs";
import { basename } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Progress, UserError } from "@mlebench/core";
import { replaceFile } from "@mlebench/disk";
import { fill, type NpyHeader, npyHeaderBytes, product, withNpyFile } from "./header.js";

export interface TakeNpyRowsOptions {
  onProgress?: (progress: Progress) => void;
}

/** Rows are put in order in a space of this size. */
const batchBytes = 128 << 20;
const batchRows = 1 << 20;
/** Rows wait in a space of this size until many of them can be written together. */
const waitingBytes = 64 << 20;
/** What is read at a time. */
const stretchBytes = 4 << 20;
/** Reading this much too much is about as quick as another read. */
const largestGap = 1 << 18;
/** Up to this size a loop over bytes is quicker than a call. */
const fewBytes = 16;

/**
 * Writes rows of an array to another .npy file, byte for byte as `np.save(to, np.load(from)[rows])` does, in 300 MB of
 * memory however large the array is. A Fortran-ordered array of two dimensions becomes C-ordered, as NumPy has it.
 * @param rows positions along the first dimension, from 0, in any order and as often as wanted
 * @param to appears complete or not at all
 * @throws UserError when `from` cannot be read as `readNpyHeader` says, or has no such row
 */
export async function takeNpyRows(
  from: string,
  rows: Uint32Array,
  to: string,
  { onProgress }: TakeNpyRowsOptions = {},
): Promise<void> {
  await withNpyFile(from, async (descriptor, header) => {
    requireRows(rows, header, from);
    await replaceFile(to, async (temporary) => {
      const out = openSync(temporary, "w+");
      try {
        const layout = layoutOf(header, rows.length);
        const [, ...rest] = header.shape;
        const bytes = npyHeaderBytes({ ...header, ...layout }, [rows.length, ...rest]);
        writeFully(out, bytes, 0);
        const report: Task["report"] = (verb, done) => {
          const step = `${verb} ${basename(verb === "read" ? from : to)}`;
          onProgress?.({ step, done, total: rows.length, unit: "rows" });
        };
        await writeRows({ descriptor, from, header, layout, rows, out, outOffset: bytes.length, report });
      } finally {
        closeSync(out);
      }
    });
  });
}

function requireRows(rows: Uint32Array, { shape }: NpyHeader, file: string): void {
  if (shape.length === 0) {
    throw new UserError(".npy file contains a single value", { file, expected: "an array with rows" });
  }
  let last = -1;
  for (const row of rows) if (row > last) last = row;
  if (last < shape[0]) return;
  throw new UserError(`Not enough rows in the array: ${shape[0]}`, {
    file,
    expected: `more than ${last}`,
    hint: "The files of this folder may be from different versions. Download the data again.",
  });
}

/** Where the bytes of a row are in the old file and in the new one. */
interface Layout {
  /** Of the new file. */
  fortranOrder: boolean;
  /** What lies together in the old file: a row in C order, a value in Fortran order. */
  cellBytes: number;
  /** For each cell of a row, in the old file's order, where in the new row it goes. */
  places: Float64Array;
}

function layoutOf({ fortranOrder, shape, itemBytes, rowBytes }: NpyHeader, count: number): Layout {
  const rest = shape.slice(1);
  if (!fortranOrder) return { fortranOrder: false, cellBytes: rowBytes, places: Float64Array.of(0) };
  // NumPy puts the rows one after the other but keeps the order within a row, and saves as C order what is in neither.
  // So a single row with values of two or more indices is still in Fortran order.
  const keepsOrder = count === 1 && rest.filter((size) => size > 1).length > 1 && product(rest) > 0;
  const places = Float64Array.from({ length: product(rest) }, (_, cell) => {
    return itemBytes * (keepsOrder ? cell : lastIndexFastest(cell, rest));
  });
  return { fortranOrder: keepsOrder, cellBytes: itemBytes, places };
}

/** The position in C order of what is at a position in Fortran order. */
export function lastIndexFastest(position: number, sizes: readonly number[]): number {
  let left = position;
  let moved = 0;
  let stride = product(sizes);
  for (const size of sizes) {
    stride /= size;
    moved += (left % size) * stride;
    left = Math.floor(left / size);
  }
  return moved;
}

interface Task {
  descriptor: number;
  from: string;
  header: NpyHeader;
  layout: Layout;
  rows: Uint32Array;
  out: number;
  /** Of the new file's values. */
  outOffset: number;
  report: (verb: "read" | "write", done: number) => void;
}

/** Writes batch after batch. */
async function writeRows(task: Task): Promise<void> {
  const { header, layout, rows, out, outOffset, report } = task;
  const { rowBytes, dataOffset } = header;
  if (rowBytes === 0) return;
  const most = Math.min(rows.length, batchRows, Math.max(1, Math.floor(batchBytes / rowBytes)));
  const ranks = isWorthSpreading(task, most) ? await spreadRows(task, most) : undefined;
  const batch = Buffer.allocUnsafe(most * rowBytes);
  const stretch = Buffer.allocUnsafe(Math.max(stretchBytes, layout.cellBytes));
  for (let done = 0; done < rows.length; ) {
    const part = rows.subarray(done, done + most);
    const position = outOffset + done * rowBytes;
    if (ranks === undefined) fillBatch({ ...task, rows: part, offset: dataOffset, batch, stretch });
    else {
      const rows = ranks.subarray(done, done + most);
      fillBatch({ ...task, descriptor: out, rows, offset: position, batch, stretch });
    }
    writeFully(out, batch.subarray(0, part.length * rowBytes), position);
    done += part.length;
    report("write", done);
    await nextTurn();
  }
}

interface Batch extends Pick<Task, "descriptor" | "from" | "header" | "layout" | "rows"> {
  /** Where the values begin that `rows` count. */
  offset: number;
  batch: Buffer;
  /** For what is read. */
  stretch: Buffer;
}

/** Puts rows of a file in order in `batch`. */
function fillBatch({ descriptor, from, header, layout, rows, offset, batch, stretch }: Batch): void {
  const { shape, rowBytes } = header;
  const { cellBytes, places } = layout;
  const order = inFileOrder(rows);
  for (let cell = 0; cell < places.length; cell++) {
    const start = offset + cell * shape[0] * cellBytes;
    for (let next = 0; next < order.length; ) {
      const first = rows[order[next]];
      const end = endOfStretch(rows, order, next, cellBytes, stretch.length);
      const length = (rows[order[end - 1]] - first + 1) * cellBytes;
      fill(descriptor, from, stretch.subarray(0, length), start + first * cellBytes);
      for (; next < end; next++) {
        const place = order[next];
        copyBytes(
          stretch,
          (rows[place] - first) * cellBytes,
          batch,
          place * rowBytes + places[cell],
          cellBytes,
        );
      }
    }
  }
}

/** Whether going through the file once for every batch would cost more than writing the rows twice. */
function isWorthSpreading({ header, layout, rows }: Task, most: number): boolean {
  const batches = Math.ceil(rows.length / most);
  return (
    batches > 2 &&
    layout.cellBytes === header.rowBytes &&
    batches * header.rowBytes <= waitingBytes &&
    header.shape[0] * rows.length <= Number.MAX_SAFE_INTEGER
  );
}

/**
 * Goes through the file once and writes every row to the part of the new file that its batch belongs to, in the order in
 * which they come.
 * @returns for each place in `rows`, how many rows of its batch come before it
 */
async function spreadRows(
  { descriptor, from, header, rows, out, outOffset, report }: Task,
  most: number,
): Promise<Uint32Array> {
  const { dataOffset, rowBytes } = header;
  const batches = Math.ceil(rows.length / most);
  const space = Math.floor(waitingBytes / batches / rowBytes) * rowBytes;
  const waiting = Buffer.allocUnsafe(batches * space);
  /** Per batch: bytes that wait, and bytes that are written. */
  const pending = new Float64Array(batches);
  const written = new Float64Array(batches);
  const flush = (batch: number): void => {
    const bytes = waiting.subarray(batch * space, batch * space + pending[batch]);
    writeFully(out, bytes, outOffset + batch * most * rowBytes + written[batch]);
    written[batch] += pending[batch];
    pending[batch] = 0;
  };

  const stretch = Buffer.allocUnsafe(stretchBytes);
  const order = inFileOrder(rows);
  const ranks = new Uint32Array(rows.length);
  for (let next = 0; next < order.length; ) {
    const first = rows[order[next]];
    const end = endOfStretch(rows, order, next, rowBytes, stretch.length);
    const length = (rows[order[end - 1]] - first + 1) * rowBytes;
    fill(descriptor, from, stretch.subarray(0, length), dataOffset + first * rowBytes);
    for (; next < end; next++) {
      const place = order[next];
      const batch = Math.floor(place / most);
      ranks[place] = (written[batch] + pending[batch]) / rowBytes;
      copyBytes(stretch, (rows[place] - first) * rowBytes, waiting, batch * space + pending[batch], rowBytes);
      pending[batch] += rowBytes;
      if (pending[batch] === space) flush(batch);
    }
    report("read", next);
    // Others may want to show progress or to stop.
    await nextTurn();
  }
  for (let batch = 0; batch < batches; batch++) flush(batch);
  return ranks;
}

/** Positions in `rows`, those of lower rows first. */
function inFileOrder(rows: Uint32Array): Uint32Array {
  // Both numbers in one, which a double holds exactly: typed arrays sort quickly only without a function.
  const { length } = rows;
  const keys = Float64Array.from(rows, (row, place) => row * length + place).sort();
  return Uint32Array.from(keys, (key) => key % length);
}

/** How far from `next` on rows are near enough to each other to be read at once. */
function endOfStretch(
  rows: Uint32Array,
  order: Uint32Array,
  next: number,
  cellBytes: number,
  space: number,
): number {
  const first = rows[order[next]];
  let last = first;
  for (let end = next + 1; end < order.length; end++) {
    const row = rows[order[end]];
    if ((row - last - 1) * cellBytes > largestGap || (row - first + 1) * cellBytes > space) return end;
    last = row;
  }
  return order.length;
}

function copyBytes(source: Buffer, start: number, target: Buffer, place: number, count: number): void {
  if (count > fewBytes) {
    source.copy(target, place, start, start + count);
    return;
  }
  for (let i = 0; i < count; i++) target[place + i] = source[start + i];
}

function writeFully(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, 1 << 30);
    done += writeSync(descriptor, bytes, done, length, position + done);
  }
}
