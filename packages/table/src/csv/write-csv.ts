import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Table } from "../table.js";
import { type CsvWriteOptions, csvDialect } from "./csv-options.js";
import { CsvOutput } from "./csv-output.js";
import { renderScattered, scatteredSource } from "./scattered-rows.js";
import { rowWriter } from "./write-row.js";

const LF = 0x0a;

/** Writes a table as pandas' `to_csv(index=False)` does. */
function render(table: Table, output: CsvOutput): void {
  const { references } = table;
  references.forEach((reference, i) => {
    if (i > 0) output.byte(output.separatorByte);
    if (reference.name === "" && references.length === 1) output.ascii('""');
    else output.text(reference.name);
  });
  output.byte(LF);
  const writeRow = rowWriter(table, output.dialect);
  const scattered = scatteredSource(table);
  if (scattered === undefined) for (let row = 0; row < table.length; row++) writeRow(output, row);
  else renderScattered(scattered, table.length, writeRow, output);
}

/** The text that pandas' `to_csv(index=False)` gives. */
export function formatCsv(table: Table, options?: CsvWriteOptions): string {
  const parts: Buffer[] = [];
  const output = new CsvOutput((bytes) => parts.push(Buffer.from(bytes)), csvDialect(options));
  render(table, output);
  output.drain();
  return Buffer.concat(parts).toString("utf8");
}

/** Writes a table to a file as pandas' `to_csv(index=False)` does. The file appears whole or not at all. */
export function writeCsv(table: Table, path: string, options?: CsvWriteOptions): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const descriptor = openSync(temporary, "w");
  let open = true;
  try {
    const output = new CsvOutput((bytes) => {
      let done = 0;
      while (done < bytes.length) done += writeSync(descriptor, bytes, done);
    }, csvDialect(options));
    render(table, output);
    output.drain();
    fsyncSync(descriptor);
    closeSync(descriptor);
    open = false;
    renameSync(temporary, path);
  } catch (error) {
    if (open) closeSync(descriptor);
    rmSync(temporary, { force: true });
    throw error;
  }
}
