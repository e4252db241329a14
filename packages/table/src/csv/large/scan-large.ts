import { isAscii, isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync } from "node:fs";
import { readFully } from "@mlebench/disk";
import { type ThreadTeam, withThreadTeam } from "@mlebench/disk/thread-team";
import { threadShare } from "@mlebench/disk/worker-pool";
import { type CsvThreadSetup, csvThread } from "../../csv-threads.js";
import { floatReaders } from "../../numbers/float-parsers.js";
import { rowsPerChunk } from "../column-inference.js";
import type { CsvSourceOptions } from "../csv-options.js";
import { CsvSource, type SourceColumn } from "../csv-source.js";
import { headerNames } from "../header-names.js";
import { endLastLine, LineEnd, lineEndOf } from "../line-end.js";
import { ObservedColumns, printedCodes } from "../observed-columns.js";
import { cellText, LineOutcome, newRowCells, type Separator, tokenizeRow } from "../row-tokenizer.js";
import { requireVersion, type Segment } from "../segment.js";
import { createLineIndexer } from "./line-indexer.js";
import { type ChunksSetup, chunkObserver, type ObservedChunk } from "./observe-chunk.js";

const CR = 0x0d;
const SPACE = 0x20;

/** Smaller files are held in memory and read in one thread. */
const leastSize = 2 ** 24;
const defaultBlockSize = 2 ** 22;
/** With more columns, what is known of each chunk would be much. */
const mostColumns = 2 ** 12;
/** A line of more bytes is left to the code that reads any. */
const longestLine = 2 ** 26;

/**
 * Reads a large CSV of nothing but plain lines: an index of its lines first, meanwhile the types of its cells, one of
 * pandas' chunks after the other, in several threads. Keeps where each row begins, and none of the file's bytes.
 * @returns undefined for a small file, and for one with anything unusual: line ends other than LF, or than CRLF, a NUL, a
 * blank line, a byte order mark, text other than UTF-8, a line of other than as many cells as the header has
 */
export function scanLargeFile(file: string, options: CsvSourceOptions): CsvSource | undefined {
  const { separator = ",", floatParser = "round-trip", strings = [] } = options;
  const descriptor = openSync(file, "r");
  try {
    const { size, mtimeMs } = fstatSync(descriptor);
    if (size < (options.largeFrom ?? leastSize)) return undefined;
    const blockSize = options.segmentSize ?? defaultBlockSize;
    const layout = readLayout(descriptor, size, blockSize, separator);
    if (layout === undefined) return undefined;
    const { header, lineEnd } = layout;
    const width = header.length;
    const chunkRows = options.chunkRows ?? rowsPerChunk(width);
    // A line has at least as many bytes as cells.
    const mostChunks = Math.ceil((size + 1) / (chunkRows * width));
    const setup: ChunksSetup = {
      file,
      separator,
      floatParser,
      width,
      strings: header.flatMap((name, index) => (strings.includes(name) ? [index] : [])),
      lineEnd,
      chunkRows,
      boundaries: new Float64Array(new SharedArrayBuffer(8 * (mostChunks + 1))),
      odd: new Int32Array(new SharedArrayBuffer(4)),
      blockSize,
    };
    const threads = options.threads ?? threadShare();
    const scanned = scanChunks(descriptor, { from: layout.firstRow, to: size }, setup, threads);
    if (scanned === undefined) return undefined;
    const version = { size, modified: mtimeMs };
    requireVersion(descriptor, file, version);
    const { segments, chunks, rowCount } = scanned;
    const columns = decideColumns(header, chunks, setup);
    const altered = alteredRows(columns, chunks, rowCount, chunkRows);
    return new CsvSource({
      columns,
      rowCount,
      leading: 0,
      segments,
      chunkRows,
      file,
      separator,
      floats: floatReaders[floatParser],
      altered,
      version,
    });
  } finally {
    closeSync(descriptor);
  }
}

/** What a file's first lines say of it. */
interface Layout {
  header: string[];
  /** Where the first row begins. */
  firstRow: number;
  /** How the header ends, and every other line has to. */
  lineEnd: LineEnd;
}

/** @returns undefined where the header is an unusual one, or is not followed by a row of as many cells */
function readLayout(
  descriptor: number,
  size: number,
  blockSize: number,
  separator: Separator,
): Layout | undefined {
  const bytes = Buffer.alloc(Math.min(size, blockSize));
  readFully(descriptor, bytes, 0, bytes.length, 0);
  // A blank line, or the first byte of a byte order mark.
  if (bytes[0] <= SPACE || bytes[0] === 0xef) return undefined;
  const cells = newRowCells(separator);
  if (tokenizeRow(bytes, 0, bytes.length, false, cells) !== LineOutcome.complete) return undefined;
  const firstRow = cells.next;
  const lineEnd = lineEndOf(bytes, cells);
  if (lineEnd === LineEnd.other) return undefined;
  const head = bytes.subarray(0, cells.textEnd);
  if (cells.count > mostColumns || head.includes(CR) || head.includes(0) || !isUtf8(head)) return undefined;
  const header = headerNames(Array.from({ length: cells.count }, (_, i) => cellText(bytes, cells, i)));
  if (tokenizeRow(bytes, firstRow, bytes.length, false, cells) !== LineOutcome.complete) return undefined;
  return cells.count === header.length ? { header, firstRow, lineEnd } : undefined;
}

interface ScannedChunks {
  segments: Segment[];
  chunks: ObservedChunk[];
  rowCount: number;
}

/** Indexes the lines, and has each chunk observed as soon as it is known where it ends. */
function scanChunks(
  descriptor: number,
  range: { from: number; to: number },
  setup: ChunksSetup,
  threads: number,
): ScannedChunks | undefined {
  const chunks: ObservedChunk[] = [];
  let observe: ((chunk: number) => ObservedChunk | undefined) | undefined;
  return withThreadTeam<CsvThreadSetup, ObservedChunk | undefined, ScannedChunks | undefined>(
    {
      worker: csvThread(),
      setup: { task: "observe", setup },
      threads,
      work: (chunk) => {
        observe ??= chunkObserver(setup);
        return observe(chunk);
      },
      onResult: (result, chunk) => {
        if (result !== undefined) chunks[chunk] = result;
      },
    },
    (team) => {
      const index = indexFile(descriptor, range, setup, team);
      if (index === undefined) return undefined;
      const { segments, rowCount, chunkCount } = index;
      team.finish(chunkCount);
      for (let chunk = 0, rest = rowCount; chunk < chunkCount; chunk++, rest -= setup.chunkRows)
        if (chunks[chunk]?.rowCount !== Math.min(setup.chunkRows, rest)) return undefined;
      return { segments, chunks, rowCount };
    },
  );
}

interface FileIndex {
  segments: Segment[];
  rowCount: number;
  chunkCount: number;
}

/** @returns undefined where a line is unusual */
function indexFile(
  descriptor: number,
  { from, to }: { from: number; to: number },
  { separator, lineEnd, blockSize, boundaries, chunkRows, odd }: ChunksSetup,
  team: ThreadTeam,
): FileIndex | undefined {
  const separatorByte = newRowCells(separator, 1).separator;
  const segments: Segment[] = [];
  const indexer = createLineIndexer(blockSize + 2, separatorByte);
  let rowCount = 0;
  /** Chunks that have begun. */
  let begun = 0;
  let position = from;
  let kept = 0;
  while (position + kept < to) {
    if (Atomics.load(odd, 0) === 1) return undefined;
    const buffer = indexer.block;
    // Two bytes more than are read, for the line end that the last line may lack.
    const wanted = Math.min(to - position - kept, buffer.length - 2 - kept);
    if (readFully(descriptor, buffer, kept, wanted, position + kept) < wanted) return undefined;
    const last = kept + wanted;
    const isLast = position + last === to;
    const filled = isLast ? endLastLine(buffer, last, lineEnd) : last;
    const bytes = buffer.subarray(0, filled);
    if (bytes.subarray(kept).includes(0)) return undefined;
    const { starts, used } = indexer.index(filled);
    if (isLast && used < filled) return undefined;
    const text = bytes.subarray(0, used);
    if (!isUtf8(text)) return undefined;
    for (; begun * chunkRows < rowCount + starts.length; begun++) {
      boundaries[begun] = position + starts[begun * chunkRows - rowCount];
      if (begun > 0) team.offer(1);
    }
    if (starts.length > 0) {
      const length = Math.min(used, last);
      const shared = new Uint32Array(new SharedArrayBuffer(4 * (starts.length + 1)));
      shared.set(starts);
      shared[starts.length] = length;
      segments.push({
        bytes: undefined,
        position,
        length,
        firstRow: rowCount,
        starts: shared,
        ascii: isAscii(text),
        hasNul: false,
        lineEnd: length === used ? lineEnd : LineEnd.other,
        places: undefined,
      });
    }
    rowCount += starts.length;
    position += used;
    kept = filled - used;
    if (kept > longestLine) return undefined;
    indexer.keep(used, filled);
  }
  if (rowCount === 0) return undefined;
  boundaries[begun] = to;
  team.offer(1);
  return { segments, rowCount, chunkCount: begun };
}

function decideColumns(
  header: readonly string[],
  chunks: readonly ObservedChunk[],
  { width, floatParser, strings }: ChunksSetup,
): SourceColumn[] {
  const columns = new ObservedColumns(width, floatReaders[floatParser], strings);
  for (const { observation } of chunks) columns.addChunk(observation);
  columns.finish();
  return header.map((name, index) => columns.column(name, index));
}

/**
 * The rows that have a cell which may print otherwise than it stands in the file, now that the types of the columns are
 * known: a bit each, 1 for such a row. Where cells of a chunk print otherwise because of their column, all its rows do.
 */
function alteredRows(
  columns: readonly SourceColumn[],
  chunks: readonly ObservedChunk[],
  rowCount: number,
  chunkRows: number,
): Uint8Array {
  const printed = columns.map(({ dtype, chunks: mixed }) => (mixed === undefined ? printedCodes(dtype) : 0));
  const bits = new Uint8Array(new SharedArrayBuffer(Math.ceil(rowCount / 8)));
  const mark = (row: number): void => {
    bits[row >> 3] |= 1 << (row & 7);
  };
  for (const [chunk, { observation, altered, rowCount: rows }] of chunks.entries()) {
    const first = chunk * chunkRows;
    const isPrinted = printed.every((codes, i) => ((observation.codes[i] >> 16) & ~codes) === 0);
    if (isPrinted) for (const row of altered) mark(first + row);
    else for (let row = 0; row < rows; row++) mark(first + row);
  }
  return bits;
}
