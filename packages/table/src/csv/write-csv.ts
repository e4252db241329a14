import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { closeOnce, replaceFileSync, temporaryName } from "@mlebench/disk";
import type { Column } from "../columns/column.js";
import type { ColumnReference } from "../columns/column-reference.js";
import { range } from "../columns/integers.js";
import { Table } from "../table.js";
import { type CsvWriteOptions, csvDialect } from "./csv-options.js";
import { CsvOutput } from "./csv-output.js";
import { gatheredRows, gatherRows } from "./large/gather-rows.js";
import { rowWriter } from "./write-row.js";

const LF = 0x0a;

/** The numbers that the rows of a table have in their file as a first column without a name. */
function withIndex(table: Table): Table {
  const rows = table.references.find(({ data }) => data.kind !== "constant")?.rows;
  const column: Column =
    rows === undefined ? range(0, table.length) : { dtype: "int64", values: Float64Array.from(rows) };
  const index: ColumnReference = {
    name: "",
    dtype: "int64",
    data: { kind: "memory", column },
    rows: undefined,
  };
  return new Table([index, ...table.references], table.length, table.origin);
}

/** Writes a table as pandas' `to_csv` does. */
function render(unnumbered: Table, output: CsvOutput, options: CsvWriteOptions = {}): void {
  const table = options.index ? withIndex(unnumbered) : unnumbered;
  renderHeader(table.names, output);
  renderRows(table, output, options);
}

function renderHeader(names: readonly string[], output: CsvOutput): void {
  names.forEach((name, i) => {
    if (i > 0) output.byte(output.separatorByte);
    if (name === "" && names.length === 1) output.ascii('""');
    else output.text(name);
  });
  output.byte(LF);
}

function renderRows(table: Table, output: CsvOutput, options: CsvWriteOptions): void {
  const gathered = gatheredRows(table);
  if (gathered !== undefined) {
    gatherRows(table, gathered, output, options);
    return;
  }
  const writeRow = rowWriter(table, output.dialect);
  for (let row = 0; row < table.length; row++) writeRow(output, row);
}

/** The text that pandas' `to_csv(index=False)` gives, unless the options differ. */
export function formatCsv(table: Table, options?: CsvWriteOptions): string {
  const parts: Buffer[] = [];
  const output = new CsvOutput((bytes) => parts.push(Buffer.from(bytes)), csvDialect(options));
  render(table, output, options);
  output.drain();
  return Buffer.concat(parts).toString("utf8");
}

/** Writes a table to a file as pandas' `to_csv(index=False)` does. The file is complete or absent, also after a crash. */
export function writeCsv(table: Table, path: string, options?: CsvWriteOptions): void {
  replaceFileSync(path, (temporary) => {
    const descriptor = openSync(temporary, "w");
    try {
      const output = outputTo(descriptor, options);
      render(table, output, options);
      output.drain();
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

function outputTo(descriptor: number, options?: CsvWriteOptions): CsvOutput {
  return new CsvOutput((bytes) => {
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
  }, csvDialect(options));
}

/** A CSV file while it is written. */
export interface CsvFileWriter {
  /**
   * Appends rows. Cells are written by the types of the table that they are in.
   * @throws RangeError if the table has other columns than the one before
   */
  write(table: Table): void;
  /** Writes the rest and gives the file its name. There is no file if no table was written. */
  close(): void;
  /** Removes what was written. */
  discard(): void;
}

/** {@link writeCsv} table by table, for rows that memory would not hold. Options are those of all tables. */
export function openCsvWriter(path: string, options: Omit<CsvWriteOptions, "index"> = {}): CsvFileWriter {
  const temporary = temporaryName(path);
  const descriptor = openSync(temporary, "w");
  const output = outputTo(descriptor, options);
  let header: string | undefined;
  const end = closeOnce(descriptor);
  return {
    write(table) {
      const names = JSON.stringify(table.names);
      if (header === undefined) renderHeader(table.names, output);
      else if (header !== names) throw new RangeError(`Columns are ${names}, expected ${header}`);
      header = names;
      renderRows(table, output, options);
    },
    close() {
      output.drain();
      fsyncSync(descriptor);
      end();
      if (header === undefined) rmSync(temporary);
      else renameSync(temporary, path);
    },
    discard() {
      end();
      rmSync(temporary, { force: true });
    },
  };
}
