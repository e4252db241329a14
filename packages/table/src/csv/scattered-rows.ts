import type { Table } from "../table.js";
import { CsvOutput } from "./csv-output.js";
import type { CsvSource } from "./csv-source.js";
import type { WriteRow } from "./write-row.js";

/** Rows picked out of order from a file that is not in memory. */
export interface Scattered {
  source: CsvSource;
  rows: Uint32Array;
}

export function scatteredSource(table: Table): Scattered | undefined {
  for (const { data, rows } of table.references) {
    if (data.kind === "source" && rows !== undefined && !data.source.resident)
      return { source: data.source, rows };
  }
  return undefined;
}

/** Rendered rows held at a time while a file larger than memory is visited in its own order. */
const scatteredBatch = 2 ** 30;

/**
 * Renders rows in the order in which the file has them, a batch at a time, and writes them in the table's order: the
 * file is read once per batch instead of once per row.
 */
export function renderScattered(
  { source, rows }: Scattered,
  length: number,
  writeRow: WriteRow,
  output: CsvOutput,
): void {
  const batchRows = Math.max(1, Math.floor(scatteredBatch / (source.averageLineLength + 16)));
  for (let first = 0; first < length; first += batchRows) {
    const count = Math.min(batchRows, length - first);
    const order = rowsInFileOrder(source, rows.subarray(first, first + count));
    const arena = new Arena();
    const collector = new CsvOutput((bytes) => arena.add(bytes), output.dialect);
    const starts = new Float64Array(count);
    const ends = new Float64Array(count);
    for (const at of order) {
      starts[at] = collector.written;
      writeRow(collector, first + at);
      ends[at] = collector.written;
    }
    collector.drain();
    for (let at = 0; at < count; at++) arena.copyTo(output, starts[at], ends[at]);
  }
}

/** Positions in `rows`, those of the file's first segment first. */
function rowsInFileOrder(source: CsvSource, rows: Uint32Array): Uint32Array {
  const segments = source.segmentRows;
  const counts = new Uint32Array(segments.length + 1);
  const segmentOf = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (segments[middle].first <= rows[at]) low = middle;
      else high = middle - 1;
    }
    segmentOf[at] = low;
    counts[low + 1]++;
  }
  for (let i = 0; i < segments.length; i++) counts[i + 1] += counts[i];
  const order = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) order[counts[segmentOf[at]]++] = at;
  return order;
}

/** Bytes in blocks, addressed by their distance from the first. */
class Arena {
  private readonly blocks: { start: number; bytes: Buffer }[] = [];
  private length = 0;

  add(bytes: Buffer): void {
    this.blocks.push({ start: this.length, bytes: Buffer.from(bytes) });
    this.length += bytes.length;
  }

  copyTo(output: CsvOutput, start: number, end: number): void {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle].start <= start) low = middle;
      else high = middle - 1;
    }
    for (let at = start; at < end; low++) {
      const block = this.blocks[low];
      const stop = Math.min(end, block.start + block.bytes.length);
      output.copy(block.bytes, at - block.start, stop - block.start);
      at = stop;
    }
  }
}
