import { withThreadTeam } from "@mlebench/disk/thread-team";
import { memoryShare, threadShare } from "@mlebench/disk/worker-pool";
import type { Cell, Dtype } from "../../columns/column.js";
import type { ColumnReference } from "../../columns/column-reference.js";
import { type CsvThreadSetup, csvThread } from "../../csv-threads.js";
import { Table } from "../../table.js";
import { type CsvWriteOptions, csvDialect } from "../csv-options.js";
import { CsvOutput } from "../csv-output.js";
import { CsvSource, type SharedSource } from "../csv-source.js";
import { isAscending } from "../row-order.js";
import { rowWriter } from "../write-row.js";
import { LineCopier } from "./line-copier.js";

/**
 * Writing rows of a file that is not in memory, in any order: so many of them as fill a window are rendered in the order
 * in which the file has them, block by block in several threads, and then copied in the table's order. The file is read
 * once for each window, and not once for each row.
 */

/** What the threads that render rows know; survives a structured clone. */
export interface GatherSetup {
  source: SharedSource;
  columns: readonly GatheredColumn[];
  options: CsvWriteOptions;
  /** Two, so that one can be written while the other is filled. */
  windows: readonly [GatherWindow, GatherWindow];
}

/** A column of the table: one of the file, or the same value for all rows. */
type GatheredColumn =
  | { name: string; dtype: Dtype; index: number }
  | { name: string; dtype: Dtype; value: Cell };

/** Rendered rows, in shared memory. Rows are in the order of the file's segments, and those of a segment in any. */
interface GatherWindow {
  /** The file's rows. */
  rows: Uint32Array;
  /** Of each segment, where its rows begin in {@link rows}; one more for the end. */
  bounds: Uint32Array;
  /** Where each row's bytes are: from {@link starts} to {@link ends}. */
  starts: Uint32Array;
  ends: Uint32Array;
  /** One 32-bit integer: bytes that are taken of the space for them. */
  taken: Int32Array;
  bytes: Uint8Array;
}

/** Rendered rows that the window's bytes had no space for. */
interface Surplus {
  /** As if they were in the window. */
  start: number;
  bytes: Uint8Array;
}

/**
 * Returns a function that renders the rows of a window that are in one of the file's segments. Units are the segments
 * of the first window, then those of the second, and so on.
 */
export function rowGatherer(setup: GatherSetup): RenderUnit {
  const source = CsvSource.fromShared(setup.source);
  const references = setup.columns.map(
    (column): ColumnReference => ({
      name: column.name,
      dtype: column.dtype,
      data:
        "index" in column
          ? { kind: "source", source, index: column.index }
          : { kind: "constant", value: column.value, dtype: column.dtype },
      rows: undefined,
    }),
  );
  const table = new Table(references, source.rowCount, { role: "raw" });
  const dialect = csvDialect(setup.options);
  const write = rowWriter(table, dialect);
  const copier = LineCopier.create(table, source, dialect);
  if (copier === undefined) source.reuseMemory();
  const { bytesPerRead = defaultBytesPerRead } = setup.options;
  const fetch: FetchRows = (rows, first, end) => source.fetch(rows, first, end, bytesPerRead);
  return segmentRenderer(source, setup.windows, setup.options, write, fetch, copier);
}

/** Renders the rows of a unit. @returns those that their window had no space for; undefined for none */
type RenderUnit = (unit: number) => Surplus[] | undefined;

type FetchRows = (rows: Uint32Array, first: number, end: number) => void;

/**
 * @param write gets the file's row, and where in its window the row is
 * @param fetch gets the rows of a unit before they are written, if no others are asked for meanwhile
 * @param copier writes what rows it can
 */
function segmentRenderer(
  source: CsvSource,
  windows: GatherSetup["windows"],
  options: CsvWriteOptions,
  write: (output: CsvOutput, row: number, at: number) => void,
  fetch?: FetchRows,
  copier?: LineCopier,
): RenderUnit {
  const output = new CsvOutput(undefined, csvDialect(options));
  const segmentCount = source.segments.length;
  return (unit) => {
    const window = windows[Math.floor(unit / segmentCount) % 2];
    const { rows, bounds, starts, ends } = window;
    const [first, end] = [bounds[unit % segmentCount], bounds[(unit % segmentCount) + 1]];
    if (first === end) return undefined;
    fetch?.(rows, first, end);
    const copies = copier?.begin(rows[first]) ? copier : undefined;
    // Rows that are not copied come after all that are.
    const apart = copies?.capacity ?? 0;
    for (let at = first; at < end; at++) {
      const start = copies?.written ?? 0;
      if (copies?.write(rows[at])) {
        starts[at] = start;
        ends[at] = copies.written;
        continue;
      }
      starts[at] = apart + output.written;
      write(output, rows[at], at);
      ends[at] = apart + output.written;
    }
    const surplus: Surplus[] = [];
    const copied = copies === undefined ? 0 : place(copies.take(), window, surplus);
    const written = place(output.take(), window, surplus) - apart;
    for (let at = first; at < end; at++) {
      const start = starts[at] < apart ? copied : written;
      starts[at] += start;
      ends[at] += start;
    }
    return surplus.length > 0 ? surplus : undefined;
  };
}

/** Puts rendered rows into a window, or where it has no space for them, into `surplus`. @returns where they begin */
function place(rendered: Uint8Array, { taken, bytes }: GatherWindow, surplus: Surplus[]): number {
  if (rendered.length === 0) return 0;
  // To a multiple of eight bytes of shared memory, that many are copied at once, and to any other place one by one.
  const start = Atomics.add(taken, 0, Math.ceil(rendered.length / 8) * 8) >>> 0;
  if (start + rendered.length > bytes.length) surplus.push({ start, bytes: Uint8Array.from(rendered) });
  else bytes.set(rendered, start);
  return start;
}

const defaultBytesPerRead = 2 ** 14;
/** Windows have an eighth of the file's bytes, so that it is read some eight times, within these limits. */
const windowShare = 8;
const leastWindow = 2 ** 24;
const mostWindow = 2 ** 28;
/** With rows in the file's order, which is read once then, a window need only keep all threads busy. */
const mostWindowInOrder = 2 ** 26;
/** A window takes at most so much of the memory that there is. */
const memoryShareOfWindow = 1 / 16;
/** To render fewer bytes, other threads are not worth their start. */
const leastForThreads = 2 ** 26;
/** Rendered rows may be so much longer than is expected before they take another way to the calling thread. */
const spareSpace = 1.1;

/** Rows of a file, in the order of a table; all of them where `rows` is undefined. */
export interface Gathered {
  source: CsvSource;
  rows: Uint32Array | undefined;
}

/** What has to be gathered to write a table: the rows of its first file that is not in memory. */
export function gatheredRows(table: Table): Gathered | undefined {
  for (const { data, rows } of table.references)
    if (data.kind === "source" && !data.source.resident) return { source: data.source, rows };
  return undefined;
}

/** Writes the rows of a table of which {@link gatheredRows} has to be gathered. */
export function gatherRows(
  table: Table,
  gathered: Gathered,
  output: CsvOutput,
  options: CsvWriteOptions,
): void {
  if (table.length === 0) return;
  const { source } = gathered;
  // Another file would be read again for every row.
  for (const { data } of table.references)
    if (data.kind === "source" && data.source !== source) data.source.load();
  const columns = gatheredColumns(table, gathered);
  const batches = divideRows(table, gathered, options.gatherWindow ?? windowSize(gathered));
  const windows = newWindows(batches, source.segments.length);
  const orders = windows.map(({ rows }) => ({
    places: new Uint32Array(rows.length),
    positions: new Uint32Array(rows.length),
  }));
  const setup = { source: source.shared(), columns: columns ?? [], options, windows };
  const surplus: Surplus[][] = [[], []];
  const bytes = batches.reduce((sum, batch) => sum + batch.bytes, 0);
  const isSmall = bytes < (options.largeFrom ?? leastForThreads);
  const units = source.segments.length;
  let batchAtWork = 0;
  const write = rowWriter(table, output.dialect);
  const work =
    columns === undefined
      ? segmentRenderer(source, windows, options, (into, _row, at) =>
          write(into, batches[batchAtWork].first + orders[batchAtWork % 2].positions[at]),
        )
      : rowGatherer(setup);
  withThreadTeam<CsvThreadSetup, Surplus[] | undefined, void>(
    {
      worker: csvThread(),
      setup: { task: "gather", setup },
      threads: columns === undefined || isSmall ? 1 : (options.threads ?? threadShare()),
      work: (unit) => {
        batchAtWork = Math.floor(unit / units);
        return work(unit);
      },
      onResult: (result, unit) => {
        if (result !== undefined) surplus[Math.floor(unit / units) % 2].push(...result);
      },
    },
    (team) => {
      const begin = (batch: number): void => {
        if (batch >= batches.length) return;
        surplus[batch % 2] = [];
        fillWindow(gathered, batches[batch], windows[batch % 2], orders[batch % 2]);
        team.offer(units);
      };
      begin(0);
      for (const [batch, { count }] of batches.entries()) {
        begin(batch + 1);
        team.finish((batch + 1) * units);
        copyRows(windows[batch % 2], orders[batch % 2].places, count, surplus[batch % 2], output);
      }
    },
  );
}

/** Undefined where a column is of anything but the source and constants: the calling thread alone has it. */
function gatheredColumns(table: Table, { source, rows }: Gathered): GatheredColumn[] | undefined {
  const columns: GatheredColumn[] = [];
  for (const { name, dtype, data, rows: own } of table.references) {
    if (data.kind === "constant") columns.push({ name, dtype, value: data.value });
    else if (data.kind === "source" && data.source === source && own === rows)
      columns.push({ name, dtype, index: data.index });
    else return undefined;
  }
  return columns;
}

function windowSize({ source, rows }: Gathered): number {
  const most = rows === undefined || isAscending(rows) ? mostWindowInOrder : mostWindow;
  const wanted = Math.min(Math.max(leastWindow, source.byteLength / windowShare), most);
  return Math.min(wanted, memoryShare() * memoryShareOfWindow);
}

/** Rows of a table that fill a window. */
interface Batch {
  first: number;
  count: number;
  /** So many bytes are expected. */
  bytes: number;
}

function divideRows(table: Table, { source, rows }: Gathered, size: number): Batch[] {
  const share = Math.min(1, (table.references.length + 1) / source.columns.length);
  const batches: Batch[] = [];
  let batch: Batch | undefined;
  for (let at = 0; at < table.length; at++) {
    if (batch === undefined || batch.bytes >= size) {
      batch = { first: at, count: 0, bytes: 0 };
      batches.push(batch);
    }
    batch.count++;
    batch.bytes += source.lineLength(rows === undefined ? at : rows[at]) * share + 8;
  }
  return batches;
}

function newWindows(batches: readonly Batch[], segmentCount: number): [GatherWindow, GatherWindow] {
  const most = (of: (batch: Batch) => number): number =>
    batches.reduce((sum, batch) => Math.max(sum, of(batch)), 0);
  const [rows, bytes] = [most(({ count }) => count), Math.ceil(most((batch) => batch.bytes) * spareSpace)];
  const sharedUint32 = (length: number) => new Uint32Array(new SharedArrayBuffer(4 * length));
  const create = (space: SharedArrayBuffer): GatherWindow => ({
    rows: sharedUint32(rows),
    bounds: sharedUint32(segmentCount + 1),
    starts: sharedUint32(rows),
    ends: sharedUint32(rows),
    taken: new Int32Array(new SharedArrayBuffer(4)),
    bytes: new Uint8Array(space, 0, bytes),
  });
  const spaces = windowSpaces(bytes, batches.length === 1 ? 1 : 2);
  const first = create(spaces[0]);
  return [first, spaces.length === 1 ? first : create(spaces[1])];
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
interface Order {
  /** By position in the batch. */
  places: Uint32Array;
  /** By place in the window. */
  positions: Uint32Array;
}

/** Sorts the rows of a batch by segment. */
function fillWindow(
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

/** Copies rendered rows in the order of the table. */
function copyRows(
  { starts, ends, bytes }: GatherWindow,
  places: Uint32Array,
  count: number,
  surplus: readonly Surplus[],
  output: CsvOutput,
): void {
  const rendered = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < count; at++) {
    const place = places[at];
    const [start, end] = [starts[place], ends[place]];
    const outside =
      surplus.length === 0
        ? undefined
        : surplus.find((part) => start >= part.start && start < part.start + part.bytes.length);
    if (outside === undefined) output.copy(rendered, start, end);
    else output.copy(Buffer.from(outside.bytes), start - outside.start, end - outside.start);
  }
}
