import type { ColumnReference } from "../columns/column-reference.js";
import type { Table } from "../table.js";
import type { CsvDialect } from "./csv-options.js";
import type { CsvOutput } from "./csv-output.js";
import type { CsvSource, LocatedRow, SourceColumn } from "./csv-source.js";
import {
  cellWriter,
  endOfCell,
  isQuotedText,
  type SharedRows,
  startOfCell,
  type WriteCell,
} from "./write-cell.js";

const LF = 0x0a;

/** Writes one row of a table and its line feed. */
export type WriteRow = (output: CsvOutput, row: number) => void;

/** How the rows of a table are written in a dialect. */
export function rowWriter(table: Table, dialect: CsvDialect): WriteRow {
  const exact = writerFor(table, dialect, (column) => column.printsAsIs);
  const [first, ...others] = table.references.flatMap(({ data, rows }) =>
    data.kind === "source" ? [{ source: data.source, rows }] : [],
  );
  const isOne = others.every(({ source, rows }) => source === first.source && rows === first.rows);
  if (first?.source.knowsAltered !== true || !isOne || dialect.quoting !== "minimal") return exact;
  // Where no cell of a row is altered, all columns print as they are.
  const unaltered = writerFor(table, dialect, () => true);
  const { source, rows } = first;
  return (output, row) => {
    const write = source.isAltered(rows === undefined ? row : rows[row]) ? exact : unaltered;
    write(output, row);
  };
}

/** Whether all cells of a column print as they stand in the file. */
export type PrintsAsIs = (column: SourceColumn) => boolean;

function writerFor(table: Table, dialect: CsvDialect, printsAsIs: PrintsAsIs): WriteRow {
  const isMinimal = dialect.quoting === "minimal";
  const whole = isMinimal ? wholeLines(table, dialect, printsAsIs) : undefined;
  if (whole !== undefined) return lineCopier(whole);
  const sources: SharedRows = new Map();
  const writers = runsOfCells(table.references, dialect, printsAsIs).map((run) => {
    const writers = run.map((reference) => cellWriter(reference, sources, dialect, printsAsIs));
    return run.length === 1 ? writers[0] : runWriter(run, sources, writers);
  });
  const shared = [...sources.values()].flatMap((byRows) => [...byRows.values()]);
  // A line with nothing on it would read as no row at all.
  const quotesNothing = table.references.length === 1 || !isMinimal;
  return (output, row) => {
    for (const entry of shared) entry.move(row);
    for (let i = 0; i < writers.length; i++) {
      if (i > 0) output.byte(output.separatorByte);
      const wrote = writers[i](output, row);
      if (quotesNothing && !wrote) output.ascii('""');
    }
    output.byte(LF);
  };
}

/** References in order, in runs that are adjacent in the file and can mostly be copied without conversion. */
function runsOfCells(
  references: readonly ColumnReference[],
  dialect: CsvDialect,
  printsAsIs: PrintsAsIs,
): ColumnReference[][] {
  const runs: ColumnReference[][] = [];
  for (const reference of references) {
    const run = runs.at(-1);
    const isNext = run !== undefined && continues(run[run.length - 1], reference, dialect, printsAsIs);
    if (isNext) run.push(reference);
    else runs.push([reference]);
  }
  return runs;
}

function continues(
  before: ColumnReference,
  next: ColumnReference,
  dialect: CsvDialect,
  printsAsIs: PrintsAsIs,
): boolean {
  const [a, b] = [before.data, next.data];
  if (a.kind !== "source" || b.kind !== "source") return false;
  if (a.source !== b.source || before.rows !== next.rows || a.index + 1 !== b.index) return false;
  const { columns, separator } = a.source;
  const isCopied = (column: SourceColumn): boolean =>
    !isFormatted(column, dialect) &&
    (dialect.quoting === "minimal" ? printsAsIs(column) : printsInQuotes(column));
  return separator === dialect.separator && isCopied(columns[a.index]) && isCopied(columns[b.index]);
}

/** Whether the cells of a column are numbers to be printed in a format. */
const isFormatted = (column: SourceColumn, { floats }: CsvDialect): boolean =>
  floats !== undefined && column.dtype === "float64";

/** Text prints as it is where it stands in quotes and is not missing, see {@link isQuotedText}. */
const printsInQuotes = (column: SourceColumn): boolean =>
  column.dtype === "object" ? column.chunks === undefined : column.dtype === "int64" && column.printsAsIs;

/** Copies the cells of a run at once, with what separates them; one by one where that is not how they print. */
function runWriter(
  run: readonly ColumnReference[],
  sources: SharedRows,
  writers: readonly WriteCell[],
): WriteCell {
  const oneByOne: WriteCell = (output, row) => {
    for (let i = 0; i < writers.length; i++) {
      if (i > 0) output.byte(output.separatorByte);
      const wrote = writers[i](output, row);
      if (!wrote && output.dialect.quoting === "nonnumeric") output.ascii('""');
    }
    return true;
  };
  const { data, rows } = run[0];
  const shared = data.kind === "source" ? sources.get(data.source)?.get(rows) : undefined;
  // The file's lines are being split for other rows, so these columns were decoded.
  if (data.kind !== "source" || shared === undefined) return oneByOne;
  const first = data.source.leading + data.index;
  const last = first + run.length - 1;
  const isText = run.map(({ dtype }) => dtype === "object");
  return (output, row) => {
    const { bytes, cells } = shared.located as LocatedRow;
    let isCopied = last < cells.count;
    if (output.dialect.quoting === "nonnumeric") {
      for (let cell = first; isCopied && cell <= last; cell++)
        isCopied = !isText[cell - first] || isQuotedText(bytes, cells, cell);
    }
    if (!isCopied) return oneByOne(output, row);
    output.copy(bytes, startOfCell(cells, first), endOfCell(cells, last));
    return true;
  };
}

/** The source if its lines can be copied as they are: every column of it is there, in order, and prints as is. */
function wholeLines(
  table: Table,
  dialect: CsvDialect,
  printsAsIs: PrintsAsIs,
): { source: CsvSource; rows: Uint32Array | undefined } | undefined {
  const first = table.references[0];
  if (first?.data.kind !== "source" || table.references.length < 2) return undefined;
  const { source } = first.data;
  if (source.separator !== dialect.separator || source.leading > 0) return undefined;
  if (source.columns.length !== table.references.length) return undefined;
  const same = table.references.every(
    ({ data, rows }, i) =>
      data.kind === "source" &&
      data.source === source &&
      data.index === i &&
      rows === first.rows &&
      printsAsIs(source.columns[i]) &&
      !isFormatted(source.columns[i], dialect),
  );
  return same ? { source, rows: first.rows } : undefined;
}

function lineCopier({ source, rows }: { source: CsvSource; rows: Uint32Array | undefined }): WriteRow {
  const width = source.columns.length;
  return (output, at) => {
    const row = rows === undefined ? at : rows[at];
    const line = source.line(row);
    if (line !== undefined) {
      const { bytes, start, cells } = line;
      if (bytes[cells.textEnd] === LF) output.copy(bytes, start, cells.textEnd + 1);
      else {
        output.copy(bytes, start, cells.textEnd);
        output.byte(LF);
      }
      return;
    }
    const { bytes, cells, start } = source.row(row);
    output.copy(bytes, start, cells.count > width ? endOfCell(cells, width - 1) : cells.textEnd);
    for (let missing = cells.count; missing < width; missing++) output.byte(output.separatorByte);
    output.byte(LF);
  };
}
