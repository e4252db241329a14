import { type CsvRows, parseCsvRows } from "../csv-rows.js";
import { md5 } from "./file-digests.js";

/** What is kept of a CSV file, so that a difference can be located without the file. */
export interface CsvSummary {
  /** Number of rows below the header. */
  rows: number;
  /** Column name → 3 hex digits over its cells. Absent for more than {@link maxColumns} columns or repeated names. */
  columns?: Record<string, string>;
  /** 2 hex digits for each of at most {@link maxBlocks} blocks of equally many rows. */
  blocks: string;
  /** 4 hex digits over the rows in any order. */
  anyOrder: string;
}

const maxColumns = 40;
const maxBlocks = 16;

const rowText = (row: readonly string[]): string => JSON.stringify(row);
const blockSize = (rows: number): number => Math.max(1, Math.ceil(rows / maxBlocks));

/** Digest of one column, cells in order. */
function columnDigest({ rows }: CsvRows, index: number): string {
  return md5(rowText(rows.map((row) => row[index] ?? ""))).slice(0, 3);
}

/** Summarizes CSV text; undefined if it cannot be parsed. */
export function summarizeCsv(text: string): CsvSummary | undefined {
  const csv = tryParse(text);
  if (csv === undefined) return undefined;
  const { header, rows } = csv;
  const texts = rows.map(rowText);
  const size = blockSize(rows.length);
  const blocks: string[] = [];
  for (let start = 0; start < texts.length; start += size) {
    blocks.push(md5(texts.slice(start, start + size).join("\n")).slice(0, 2));
  }
  const isNamed = header.length <= maxColumns && new Set(header).size === header.length;
  return {
    rows: rows.length,
    ...(isNamed && {
      columns: Object.fromEntries(header.map((name, index) => [name, columnDigest(csv, index)])),
    }),
    blocks: blocks.join(""),
    anyOrder: md5(texts.sort().join("\n")).slice(0, 4),
  };
}

function tryParse(text: string): CsvRows | undefined {
  try {
    return parseCsvRows(text);
  } catch {
    return undefined;
  }
}

const quoteAll = (names: readonly string[]): string =>
  names
    .slice(0, 8)
    .map((name) => `\`${name}\``)
    .join(", ") + (names.length > 8 ? `, and ${names.length - 8} more` : "");

/** The difference in column names, if there is one. */
function diffColumnNames(actual: readonly string[], expected: readonly string[]): string | undefined {
  const missing = expected.filter((name) => !actual.includes(name));
  const unexpected = actual.filter((name) => !expected.includes(name));
  const parts = [
    ...(missing.length > 0 ? [`missing columns ${quoteAll(missing)}`] : []),
    ...(unexpected.length > 0 ? [`unexpected columns ${quoteAll(unexpected)}`] : []),
  ];
  if (parts.length > 0) return parts.join(", ");
  return actual.join("\n") === expected.join("\n") ? undefined : "columns are in another order";
}

/** The rows of the first block that differs, counted from 1. */
function firstDifferentBlock(actual: CsvSummary, expected: CsvSummary): [first: number, last: number] {
  const size = blockSize(expected.rows);
  let block = 0;
  while (
    block * 2 < expected.blocks.length &&
    actual.blocks.slice(block * 2, block * 2 + 2) === expected.blocks.slice(block * 2, block * 2 + 2)
  ) {
    block += 1;
  }
  const first = Math.min(block * size + 1, Math.max(1, expected.rows));
  return [first, Math.min(first + size - 1, Math.max(1, expected.rows))];
}

/** In what a CSV file differs from a recorded one, as a clause such as "160 rows, expected 180". */
export function diffCsvSummaries(actual: CsvSummary, expected: CsvSummary): string {
  const names =
    actual.columns && expected.columns
      ? diffColumnNames(Object.keys(actual.columns), Object.keys(expected.columns))
      : undefined;
  const counts = actual.rows === expected.rows ? undefined : `${actual.rows} rows, expected ${expected.rows}`;
  if (names !== undefined || counts !== undefined) {
    return [counts, names].filter((part) => part !== undefined).join(", ");
  }
  if (actual.blocks === expected.blocks) return "same cells, but other quotes or line breaks";
  if (actual.anyOrder === expected.anyOrder) return "same rows in another order";
  const columns = Object.keys(expected.columns ?? {}).filter(
    (name) => actual.columns?.[name] !== expected.columns?.[name],
  );
  const where =
    columns.length > 0 ? ` in ${columns.length > 1 ? "columns" : "column"} ${quoteAll(columns)}` : "";
  const [first, last] = firstDifferentBlock(actual, expected);
  return `other values${where}, first in ${first === last ? `row ${first}` : `rows ${first} to ${last}`}`;
}

/** The first cell in which two CSV texts differ, as a clause; undefined if no cell does. */
export function diffFirstCell(actual: string, expected: string): string | undefined {
  const [a, b] = [tryParse(actual), tryParse(expected)];
  if (a === undefined || b === undefined) return undefined;
  for (const [index, row] of b.rows.entries()) {
    for (const [column, name] of b.header.entries()) {
      const at = a.header.indexOf(name);
      const cell = a.rows[index]?.[at];
      if (at === -1 || cell === undefined || cell === row[column]) continue;
      return `row ${index + 1}, column \`${name}\`: \`${cell}\`, expected \`${row[column]}\``;
    }
  }
  return undefined;
}
