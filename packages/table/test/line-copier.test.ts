import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ColumnReference } from "../src/columns/column-reference.js";
import { csvDialect } from "../src/csv/csv-options.js";
import { CsvOutput } from "../src/csv/csv-output.js";
import { CsvSource } from "../src/csv/csv-source.js";
import { LineCopier } from "../src/csv/large/line-copier.js";
import { rowWriter } from "../src/csv/write-row.js";
import { readCsv, Table } from "../src/index.js";
import { oddCsv, oddReturns, seededRandom } from "./odd-csv.js";

const origin = { role: "raw" } as const;

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-copier-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The same columns of a source that is not in memory. */
function withSource(references: readonly ColumnReference[], source: CsvSource): ColumnReference[] {
  return references.map((reference) => {
    const { data } = reference;
    return data.kind === "source" ? { ...reference, data: { ...data, source } } : reference;
  });
}

/** Some of a table's columns, in order, with constants in between. */
function someColumns({ references }: Table, seed: number): ColumnReference[] {
  const random = seededRandom(seed);
  const constants = ["x", "", "a,b", 'say "x"', 7, 0.5, null, "two\nlines"];
  const some = references.filter(() => random() < 0.7);
  return some.flatMap((reference, i): ColumnReference[] => {
    if (random() < 0.8) return [reference];
    const value = constants[Math.floor(random() * constants.length)];
    const dtype = typeof value !== "number" ? "object" : Number.isInteger(value) ? "int64" : "float64";
    const constant: ColumnReference = {
      name: `constant${i}`,
      dtype,
      data: { kind: "constant", value, dtype },
      rows: undefined,
    };
    return random() < 0.5 ? [constant, reference] : [reference, constant];
  });
}

/** How many rows there are, and how many of them were copied; each is compared with what is written cell by cell. */
function compare(table: Table, seed: number, separator: "," | "\t"): { rows: number; copied: number } {
  const counts = { rows: 0, copied: 0 };
  const [first] = table.references;
  if (first?.data.kind !== "source") return counts;
  const setup = first.data.source.shared();
  const [source, other] = [CsvSource.fromShared(setup), CsvSource.fromShared(setup)];
  const references = someColumns(table, seed);
  const dialect = csvDialect({ separator });
  const copier = LineCopier.create(
    new Table(withSource(references, source), table.length, origin),
    source,
    dialect,
  );
  if (copier === undefined) return counts;
  const write = rowWriter(new Table(withSource(references, other), table.length, origin), dialect);
  const output = new CsvOutput(undefined, dialect);
  for (let row = 0; row < table.length; row++) {
    counts.rows++;
    if (!copier.begin(row) || !copier.write(row)) continue;
    counts.copied++;
    const copied = Buffer.from(copier.take()).toString();
    write(output, row);
    expect(copied, `seed ${seed}, row ${row}`).toBe(output.take().toString());
  }
  return counts;
}

test.each([
  ["any line ends", (seed: number, separator: "," | "\t") => oddCsv(seed, separator)],
  ["CRLF", (seed: number, separator: "," | "\t") => oddReturns(seed, separator).crlf],
  ["CRLF and others", (seed: number, separator: "," | "\t") => oddReturns(seed, separator).mixed],
])("lines are copied as their cells are written one by one: %s", (_, textOf) => {
  const path = join(directory, "table.csv");
  const total = { rows: 0, copied: 0 };
  for (let seed = 1; seed <= 1_000; seed++) {
    const separator = seed % 6 === 0 ? "\t" : ",";
    writeFileSync(path, textOf(seed, separator));
    let table: Table;
    try {
      const how = { segmentSize: 16 + (seed % 200), chunkRows: 1 + (seed % 9), threads: 1 };
      // Some that are read in any way, of which it is not known what rows are altered.
      const size = seed % 3 === 0 ? { largeFrom: Number.POSITIVE_INFINITY, memory: 0 } : { largeFrom: 1 };
      const strings = seed % 2 === 0 ? ["c0", "c1", "c2", "c3", "c4"] : [];
      table = readCsv(path, "raw", { separator, strings, ...how, ...size });
    } catch {
      continue;
    }
    const { rows, copied } = compare(table, seed, separator);
    total.rows += rows;
    total.copied += copied;
  }
  expect(total.rows).toBeGreaterThan(5_000);
  expect(total.copied).toBeGreaterThan(total.rows / 2);
});

test("what there is no memory for is written otherwise", () => {
  const path = join(directory, "short.csv");
  writeFileSync(path, 'a,b\n"1","x"\n');
  const table = readCsv(path, "raw", { largeFrom: 1, strings: ["a", "b"] });
  const [{ data }] = table.references;
  const source = CsvSource.fromShared((data as { source: CsvSource }).source.shared());
  const references = withSource(table.references, source);
  const copier = LineCopier.create(new Table(references, 1, origin), source, csvDialect()) as LineCopier;
  copier.begin(0);
  let copied = 0;
  while (copier.write(0)) copied++;
  expect(copied).toBeGreaterThan(10_000);
  expect(copier.written).toBe(copied * "1,x\n".length);
  expect(copier.written).toBeLessThanOrEqual(copier.capacity);
  expect(Buffer.from(copier.take()).toString()).toBe("1,x\n".repeat(copied));
  expect(copier.write(0)).toBe(true);
});
