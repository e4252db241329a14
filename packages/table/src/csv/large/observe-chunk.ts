import { closeSync, openSync } from "node:fs";
import { readFully } from "@mlebench/disk";
import { CellCode } from "../../numbers/cell-code.js";
import { type FloatParser, floatReaders } from "../../numbers/float-parsers.js";
import { endLastLine, type LineEnd } from "../line-end.js";
import { type ObservedRows, observeRows } from "../observe-rows.js";
import { type ChunkObservation, ObservedColumns } from "../observed-columns.js";
import { LineOutcome, newRowCells, type RowCells, type Separator, tokenizeRow } from "../row-tokenizer.js";

const LF = 0x0a;

/** What the threads that observe the chunks of a file know of it; survives a structured clone. */
export interface ChunksSetup {
  file: string;
  separator: Separator;
  floatParser: FloatParser;
  width: number;
  /** Cells that stay text, whatever is in them. */
  strings: readonly number[];
  /** How all lines end: in CRLF, or LF. */
  lineEnd: LineEnd;
  /** Rows of every chunk but the last. */
  chunkRows: number;
  /** Where each chunk begins in the file, and where the last one ends; doubles, in shared memory. */
  boundaries: Float64Array;
  /** One 32-bit integer in shared memory: 1 once a line was found that is not plain, after which nothing more is looked at. */
  odd: Int32Array;
  /** Bytes read at a time. */
  blockSize: number;
}

/** What the cells of a chunk are. */
export interface ObservedChunk {
  observation: ChunkObservation;
  rowCount: number;
  /** Rows, counted within the chunk, with a cell that may print otherwise than it stands in the file. */
  altered: Uint32Array;
}

/**
 * Returns a function that observes a chunk of a file of nothing but plain lines, as `observeRows` has it.
 * @returns of which: undefined for a chunk with any other line
 */
export function chunkObserver(setup: ChunksSetup): (chunk: number) => ObservedChunk | undefined {
  const { file, boundaries, strings, width, chunkRows, lineEnd } = setup;
  const columns = new ObservedColumns(width, floatReaders[setup.floatParser], strings);
  const reader: ChunkReader = {
    columns,
    rows: { count: 0, starts: new Uint32Array(chunkRows), altered: new Uint8Array(chunkRows), lineEnd },
    cells: newRowCells(setup.separator),
    buffer: Buffer.allocUnsafeSlow(setup.blockSize),
  };
  const read = (descriptor: number, chunk: number): boolean => {
    const isPlain = readChunk(descriptor, boundaries[chunk], boundaries[chunk + 1], reader);
    if (!isPlain) Atomics.store(setup.odd, 0, 1);
    return isPlain;
  };
  return (chunk) => {
    if (Atomics.load(setup.odd, 0) === 1) return undefined;
    const descriptor = openSync(file, "r");
    try {
      if (!read(descriptor, chunk)) return undefined;
      let observation = columns.takeChunk();
      if (expectFloats(columns, observation)) {
        if (!read(descriptor, chunk)) return undefined;
        observation = columns.takeChunk();
      }
      const { count, altered } = reader.rows;
      return { observation, rowCount: count, altered: positionsOf(altered.subarray(0, count)) };
    } finally {
      closeSync(descriptor);
    }
  };
}

interface ChunkReader {
  columns: ObservedColumns;
  rows: ObservedRows;
  cells: RowCells;
  buffer: Buffer;
}

/** @returns whether all lines are plain */
function readChunk(descriptor: number, from: number, to: number, reader: ChunkReader): boolean {
  const { columns, rows, cells } = reader;
  rows.count = 0;
  let position = from;
  let kept = 0;
  while (position < to) {
    // Two bytes more than are read, for the line end that the file's last line may lack.
    const wanted = Math.min(to - position, reader.buffer.length - 2 - kept);
    const count = readFully(descriptor, reader.buffer, kept, wanted, position);
    if (count < wanted) return false;
    position += count;
    let filled = kept + count;
    if (position === to) filled = endLastLine(reader.buffer, filled, rows.lineEnd);
    const bytes = reader.buffer;
    const limit = bytes.lastIndexOf(LF, filled - 1) + 1;
    const most = rows.starts.length - rows.count;
    const used = observeRows(bytes, 0, limit, rows, most, columns, rows.count + 1, cells);
    // Where a line goes on behind what was read, which a line feed within quotes may be the end of, it is not odd.
    if (used < limit && tokenizeRow(bytes, used, filled, false, cells) !== LineOutcome.incomplete)
      return false;
    kept = filled - used;
    if (kept > bytes.length / 2) reader.buffer = Buffer.allocUnsafeSlow(bytes.length * 2);
    bytes.copy(reader.buffer, 0, used, filled);
  }
  return kept === 0;
}

const integerPrints = 1 << (CellCode.integer + 16);

/**
 * Integers do not print as they are in a column of floats. Where most cells are floats, that alters the rows with an
 * integer, and not the chunk.
 * @returns whether the chunk has to be observed again for that; chunks after it do not
 */
function expectFloats(columns: ObservedColumns, { types, codes }: ChunkObservation): boolean {
  let changed = false;
  for (const [i, { kind }] of types.entries()) {
    if (kind !== "float" || (codes[i] & integerPrints) === 0) continue;
    columns.integersAlter[i] = 1;
    columns.integerBits[i] = 1 << CellCode.integer;
    changed = true;
  }
  return changed;
}

function positionsOf(marks: Uint8Array): Uint32Array {
  const positions = new Uint32Array(marks.reduce((sum, mark) => sum + mark, 0));
  let count = 0;
  for (let at = marks.indexOf(1); at !== -1; at = marks.indexOf(1, at + 1)) positions[count++] = at;
  return positions;
}
