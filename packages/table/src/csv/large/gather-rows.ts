import { withThreadTeam } from "@mlebench/disk/thread-team";
import { memoryShare, threadShare } from "@mlebench/disk/worker-pool";
import type { Cell, Dtype } from "../../columns/column.js";
import type { ColumnData, ColumnReference } from "../../columns/column-reference.js";
import { PackedData } from "../../columns/packed-texts.js";
import { type CsvThreadSetup, csvThread } from "../../csv-threads.js";
import { Table } from "../../table.js";
import { type CsvWriteOptions, csvDialect } from "../csv-options.js";
import { CsvOutput } from "../csv-output.js";
import { CsvSource, type SharedSource } from "../csv-source.js";
import { isAscending } from "../row-order.js";
import { rowWriter } from "../write-row.js";
import {
  asBuffer,
  type Batch,
  copyRows,
  fillNumbers,
  fillTexts,
  fillWindow,
  type Gathered,
  type GatherWindow,
  type NumberReference,
  newWindows,
  place,
  type SharedTexts,
  type Surplus,
  type TextReference,
  textBytes,
} from "./gather-window.js";
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

/** A column of the table: one of the file, the same value for all rows, or numbers or texts that the windows have. */
type GatheredColumn =
  | { name: string; dtype: Dtype; index: number }
  | { name: string; dtype: Dtype; value: Cell }
  | { name: string; dtype: Dtype; numbers: number }
  | { name: string; dtype: Dtype; texts: number };

/**
 * Returns a function that renders the rows of a window that are in one of the file's segments. Units are the segments
 * of the first window, then those of the second, and so on.
 */
export function rowGatherer(setup: GatherSetup): RenderUnit {
  const source = CsvSource.fromShared(setup.source);
  const tables = setup.windows.map((window) => tableOfWindow(source, setup.columns, window));
  const dialect = csvDialect(setup.options);
  const [writeFirst, writeSecond] = tables.map((table) => rowWriter(table, dialect));
  const copier = LineCopier.create(tables, source, dialect);
  if (copier === undefined) source.reuseMemory();
  const { bytesPerRead = defaultBytesPerRead } = setup.options;
  const fetch: FetchRows = (rows, first, end) => source.fetch(rows, first, end, bytesPerRead);
  const write: WritePlace = (output, place, window) =>
    (window === 0 ? writeFirst : writeSecond)(output, place);
  return segmentRenderer(source, setup.windows, setup.options, write, fetch, copier);
}

/** The rows of a window, by their places. */
function tableOfWindow(
  source: CsvSource,
  columns: readonly GatheredColumn[],
  { rows, numbers, texts }: GatherWindow,
): Table {
  const references = columns.map((column): ColumnReference => {
    const { name, dtype } = column;
    if ("index" in column)
      return { name, dtype, data: { kind: "source", source, index: column.index }, rows };
    const data: ColumnData =
      "numbers" in column
        ? { kind: "memory", column: numbers[column.numbers] }
        : "texts" in column
          ? packedData(texts[column.texts])
          : { kind: "constant", value: column.value, dtype };
    return { name, dtype, data, rows: undefined };
  });
  return new Table(references, rows.length, { role: "raw" });
}

/** Only the bytes may be used: strings would stay those of the first batch. */
function packedData({ bytes, offsets, missing }: SharedTexts): PackedData {
  return new PackedData({ bytes: asBuffer(bytes), offsets, missing, ascii: false });
}

/** Renders the rows of a unit. @returns those that their window had no space for; undefined for none */
type RenderUnit = (unit: number) => Surplus[] | undefined;

/** Writes the row at a place of a window: the first, 0, or the second, 1. */
type WritePlace = (output: CsvOutput, place: number, window: number) => void;

type FetchRows = (rows: Uint32Array, first: number, end: number) => void;

/**
 * @param fetch gets the rows of a unit before they are written, if no others are asked for meanwhile
 * @param copier writes what rows it can
 */
function segmentRenderer(
  source: CsvSource,
  windows: GatherSetup["windows"],
  options: CsvWriteOptions,
  write: WritePlace,
  fetch?: FetchRows,
  copier?: LineCopier,
): RenderUnit {
  const output = new CsvOutput(undefined, csvDialect(options));
  const segmentCount = source.segments.length;
  return (unit) => {
    const index = Math.floor(unit / segmentCount) % 2;
    const window = windows[index];
    const { rows, bounds, starts, ends } = window;
    const [first, end] = [bounds[unit % segmentCount], bounds[(unit % segmentCount) + 1]];
    if (first === end) return undefined;
    fetch?.(rows, first, end);
    const copies = copier?.begin(rows[first]) ? copier : undefined;
    // Rows that are not copied come after all that are.
    const apart = copies?.capacity ?? 0;
    for (let at = first; at < end; at++) {
      const start = copies?.written ?? 0;
      if (copies?.write(rows[at], at, index)) {
        starts[at] = start;
        ends[at] = copies.written;
        continue;
      }
      starts[at] = apart + output.written;
      write(output, at, index);
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
/** Columns with more bytes of text in a window are not given to other threads. */
const mostTextBytes = 2 ** 27;

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
  const batches = divideRows(table, gathered, options.gatherWindow ?? windowSize(gathered));
  const { columns, numbers, texts } = shareColumns(table, gathered, batches) ?? notShared;
  const windows = newWindows(batches, source.segments.length, numbers, texts);
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
      ? segmentRenderer(source, windows, options, (into, place, window) =>
          write(into, batches[batchAtWork].first + orders[window].positions[place]),
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
        fillNumbers(numbers, batches[batch], windows[batch % 2], orders[batch % 2]);
        fillTexts(texts, batches[batch], windows[batch % 2], orders[batch % 2]);
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

/** The columns of a table as other threads have them. */
interface SharedColumns {
  /** Undefined where the calling thread alone has all of them. */
  columns: readonly GatheredColumn[] | undefined;
  numbers: readonly NumberReference[];
  texts: readonly TextReference[];
}

const notShared: SharedColumns = { columns: undefined, numbers: [], texts: [] };

/** Undefined where a column is of anything but the source, constants, numbers, and texts, or of too much text. */
function shareColumns(
  table: Table,
  { source, rows }: Gathered,
  batches: readonly Batch[],
): SharedColumns | undefined {
  const columns: GatheredColumn[] = [];
  const numbers: NumberReference[] = [];
  const texts: TextReference[] = [];
  for (const reference of table.references) {
    const { name, dtype, data, rows: own } = reference;
    if (data.kind === "constant") columns.push({ name, dtype, value: data.value });
    else if (data.kind === "source") {
      if (data.source !== source || own !== rows) return undefined;
      columns.push({ name, dtype, index: data.index });
    } else if (data.texts === undefined && data.column.dtype !== "object") {
      columns.push({ name, dtype, numbers: numbers.length });
      numbers.push({ column: data.column, rows: own });
    } else {
      const all = data.texts ?? textsOf(data.column.values as readonly Cell[]);
      if (all === undefined) return undefined;
      const mostBytes = batches.reduce((most, batch) => Math.max(most, textBytes(all, own, batch)), 0);
      if (mostBytes > mostTextBytes) return undefined;
      columns.push({ name, dtype, texts: texts.length });
      texts.push({ texts: all, rows: own, mostBytes });
    }
  }
  return { columns, numbers, texts };
}

/** Undefined for a column that has anything but text. */
function textsOf(values: readonly Cell[]): readonly (string | null)[] | undefined {
  const isText = values.every((value) => value === null || typeof value === "string");
  return isText ? (values as readonly (string | null)[]) : undefined;
}

function windowSize({ source, rows }: Gathered): number {
  const most = rows === undefined || isAscending(rows) ? mostWindowInOrder : mostWindow;
  const wanted = Math.min(Math.max(leastWindow, source.byteLength / windowShare), most);
  return Math.min(wanted, memoryShare() * memoryShareOfWindow);
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
