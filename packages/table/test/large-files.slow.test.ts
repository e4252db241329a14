import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smallFilesDirectory } from "../../../tooling/small-files.js";
import type { Cell } from "../src/columns/column.js";
import type { CsvSourceOptions, CsvWriteOptions } from "../src/csv/csv-options.js";
import {
  concatTables,
  formatCsv,
  join as joinTables,
  readCsv,
  requireDisjoint,
  Table,
} from "../src/index.js";
import { oddCsv, oddReturns, oddTexts, packed, seededRandom } from "./odd-csv.js";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(smallFilesDirectory(), "mlebench-large-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Read as if it were large: in blocks and chunks of a few rows. */
const large = (seed: number, threads: number): CsvSourceOptions => ({
  largeFrom: 1,
  segmentSize: 16 + (seed % 200),
  threads,
});
const never: CsvSourceOptions = { largeFrom: Number.POSITIVE_INFINITY };

/** How a seed's file is read either way. */
const settings = (seed: number): CsvSourceOptions => ({
  separator: seed % 6 === 0 ? "\t" : ",",
  chunkRows: 1 + (seed % 9),
  floatParser: seed % 4 === 0 ? "default" : "round-trip",
  strings: seed % 5 === 0 ? ["c1"] : [],
});

const isLarge = (table: Table): boolean =>
  table.references.some(({ data }) => data.kind === "source" && !data.source.resident);

/** What reading a file and writing parts of it come to, or the error. */
function outcome(path: string, seed: number, options: CsvSourceOptions, threads: number): unknown {
  let table: Table;
  try {
    table = readCsv(path, "raw", { ...settings(seed), ...options });
  } catch (error) {
    return String(error);
  }
  const random = seededRandom(seed);
  const { length, names } = table;
  const order = Uint32Array.from({ length: length * 2 }, () => Math.floor(random() * length));
  const some = table.take(order);
  const first = names[0];
  const write: CsvWriteOptions = {
    gatherWindow: 1 + (seed % 500),
    bytesPerRead: [0, 30, undefined][seed % 3],
    largeFrom: 0,
    threads,
  };
  const dialect: CsvWriteOptions = { separator: seed % 6 === 0 ? "\t" : ",", index: seed % 7 === 0 };
  return {
    columns: table.references.map(({ name, dtype }) => [name, dtype]),
    values: table.references.map((_, index) => some.columnAt(index)),
    part: table.references.map((_, index) => table.take(order.subarray(0, length >> 2)).columnAt(index)),
    disjoint: textOrError(() => {
      requireDisjoint(table.take(order.subarray(length)), table.take(order.subarray(0, 2)), first);
      return "disjoint";
    }),
    all: formatCsv(table, { ...write, ...dialect }),
    some: formatCsv(some, { ...write, ...dialect }),
    fewer: names.length < 2 ? "" : formatCsv(some.drop(names[1]), write),
    narrow: formatCsv(some.select(first).assign({ note: "a,b" }), write),
    numbers: formatCsv(withNumbers(some, order).take(order.map((row) => length * 2 - 1 - row)), {
      ...write,
      quoting: seed % 2 === 0 ? "minimal" : "nonnumeric",
      floatFormat: seed % 3 === 0 ? "%.3f" : undefined,
    }),
    texts: formatCsv(withTexts(withNumbers(some, order), order), { ...write, ...dialect }),
    turned: formatCsv(withTexts(some, order).take(order.map((row) => length * 2 - 1 - row)), {
      ...write,
      quoting: seed % 2 === 0 ? "minimal" : "nonnumeric",
    }),
    mixed: formatCsv(some.assign({ cells: { dtype: "object", values: Array.from(order, mixed) } }), write),
    quoted: formatCsv(some, { ...write, quoting: "nonnumeric" }),
    formatted: formatCsv(some, { ...write, floatFormat: "%.3f" }),
    sorted: textOrError(() => formatCsv(table.sortBy(first), write)),
    twice: textOrError(() => formatCsv(concatTables([table, some]), write)),
    again: formatCsv(
      some
        .select(first)
        .rename({ [first]: "other" })
        .assign({ one: table.take(order).column(first) }),
      write,
    ),
  };
}

/** Columns of every type that is a number. */
const withNumbers = (table: Table, order: Uint32Array): Table =>
  table.assign({
    int: { dtype: "int64", values: Float64Array.from(order) },
    float: {
      dtype: "float64",
      values: Float64Array.from(order, (row) => (row % 3 === 0 ? Number.NaN : row / 7)),
    },
    bool: { dtype: "bool", values: Uint8Array.from(order, (row) => row % 2) },
    long: { dtype: "int64", values: BigInt64Array.from(order, (row) => -(2n ** 62n) - BigInt(row)) },
    unsigned: { dtype: "uint64", values: BigUint64Array.from(order, (row) => 2n ** 63n + BigInt(row)) },
  });

/** Columns of text, some of it missing, as strings and as bytes. */
function withTexts(table: Table, order: Uint32Array): Table {
  const text = Array.from(order, (row) =>
    row % 5 === 0 ? null : row % 3 === 0 ? oddTexts[row % oddTexts.length] : `${row}_x`,
  );
  const strings = table.assign({ text: { dtype: "object", values: text } });
  const bytes = { name: "bytes", dtype: "object", data: packed(text.toReversed()), rows: undefined } as const;
  return new Table([...strings.references, bytes], table.length, table.origin);
}

const mixed = (row: number): Cell => [null, "x", 1n, 0.5, true, '"'][row % 6];

function textOrError(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return String(error);
  }
}

type TextOf = (seed: number, separator?: "," | "\t") => string;

/** @returns whether the file was read as a large one */
function compare(seed: number, threads: number, textOf: TextOf = oddCsv): boolean {
  const path = join(directory, "table.csv");
  const text = textOf(seed, settings(seed).separator);
  writeFileSync(path, text);
  const expected = outcome(path, seed, never, threads);
  const actual = outcome(path, seed, large(seed, threads), threads);
  if (!isDeepStrictEqual(actual, expected))
    expect(actual, `seed ${seed}: ${JSON.stringify(text)}`).toEqual(expected);
  return (
    typeof expected === "object" && isLarge(readCsv(path, "raw", { ...settings(seed), ...large(seed, 1) }))
  );
}

describe("a large file", () => {
  test.each<[string, number, number, TextOf]>([
    ["any line ends", 800, 200, oddCsv],
    ["CRLF", 400, 100, (seed, separator) => oddReturns(seed, separator).crlf],
    ["CRLF and others", 800, 100, (seed, separator) => oddReturns(seed, separator).mixed],
    ["LF, and CR within quotes", 200, 50, (seed, separator) => oddReturns(seed, separator).lf],
  ])("is read and written as one that is held in memory: %s", (_, seeds, files, textOf) => {
    let count = 0;
    for (let seed = 1; seed <= seeds; seed++) if (compare(seed, 1, textOf)) count++;
    expect(count).toBeGreaterThan(files);
  });

  test.each<[number, number, string, TextOf]>([
    [2, 3, "any line ends", oddCsv],
    [16, 1, "any line ends", oddCsv],
    [2, 3, "CRLF", (seed, separator) => oddReturns(seed, separator).crlf],
  ])("is the same with %d threads, and is read as %d files: %s", (threads, files, _, textOf) => {
    let count = 0;
    for (let seed = 1; count < files && seed < 100; seed++) if (compare(seed, threads, textOf)) count++;
    expect(count).toBe(files);
  });

  test("that has changed is not written", () => {
    const path = join(directory, "changed.csv");
    writeFileSync(path, "a,b\n1,x\n2,y\n");
    const table = readCsv(path, "raw", large(1, 1));
    expect(isLarge(table)).toBe(true);
    writeFileSync(path, "a,b\n1,x\n2,y\n3,z\n");
    expect(() => formatCsv(table)).toThrow(/changed while it was read/);
  });

  test("joins another in any order", () => {
    const [left, right] = ["left.csv", "right.csv"].map((name) => join(directory, name));
    writeFileSync(left, `id,a\n${Array.from({ length: 50 }, (_, i) => `${i},x${i}`).join("\n")}\n`);
    writeFileSync(right, `id,b\n${Array.from({ length: 50 }, (_, i) => `${49 - i},${i}.50`).join("\n")}\n`);
    const joined = (options: CsvSourceOptions): string =>
      formatCsv(joinTables(readCsv(left, "raw", options), readCsv(right, "raw", options), { on: "id" }));
    expect(joined(large(1, 1))).toBe(joined(never));
  });
});
