import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ColumnReference } from "../src/columns/column-reference.js";
import { type CsvWriteOptions, csvDialect } from "../src/csv/csv-options.js";
import { CsvOutput } from "../src/csv/csv-output.js";
import { CsvSource } from "../src/csv/csv-source.js";
import { LineCopier } from "../src/csv/large/line-copier.js";
import { rowWriter } from "../src/csv/write-row.js";
import { readCsv, Table } from "../src/index.js";
import { oddCsv, oddReturns, oddTexts, packed, seededRandom } from "./odd-csv.js";

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

/** Integers for all rows, most of which are short. */
function someIntegers(name: string, length: number, random: () => number): ColumnReference {
  const odd = [-1, 2 ** 31, 2 ** 31 - 1, -0, 0];
  const values = Float64Array.from({ length }, () =>
    random() < 0.1 ? odd[Math.floor(random() * odd.length)] : Math.floor(10 ** (random() * 6)),
  );
  return {
    name,
    dtype: "int64",
    data: { kind: "memory", column: { dtype: "int64", values } },
    rows: undefined,
  };
}

/** Texts for all rows, most of which are short and plain. */
function someTexts(name: string, length: number, random: () => number): ColumnReference {
  const texts = Array.from({ length }, () => {
    if (random() < 0.1) return null;
    return random() < 0.3
      ? oddTexts[Math.floor(random() * oddTexts.length)]
      : `${Math.floor(random() * 1000)}_x`;
  });
  return { name, dtype: "object", data: packed(texts), rows: undefined };
}

/** Some of a table's columns, in order, with constants, integers, and texts in between. */
function someColumns({ references, length }: Table, seed: number): ColumnReference[] {
  const random = seededRandom(seed);
  const constants = ["x", "", "a,b", 'say "x"', 7, 0.5, null, "two\nlines"];
  const some = references.filter(() => random() < 0.7);
  return some.flatMap((reference, i): ColumnReference[] => {
    if (random() < 0.7) return [reference];
    if (random() < 0.4) return [reference, someIntegers(`integers${i}`, length, random)];
    if (random() < 0.4) return [reference, someTexts(`texts${i}`, length, random)];
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

/** The same columns with other integers and texts. */
const withOthers = (
  references: readonly ColumnReference[],
  length: number,
  seed: number,
): ColumnReference[] =>
  references.map((reference) => {
    if (reference.data.kind !== "memory") return reference;
    const make = reference.dtype === "object" ? someTexts : someIntegers;
    return make(reference.name, length, seededRandom(seed));
  });

/** The same columns, where texts in memory are strings. */
const asStrings = (references: readonly ColumnReference[]): ColumnReference[] =>
  references.map((reference) => {
    const { data } = reference;
    return data.kind === "memory"
      ? { ...reference, data: { kind: "memory", column: data.column } }
      : reference;
  });

interface Counts {
  rows: number;
  copied: number;
}

/** How many rows there are, and how many of them were copied; each is compared with what is written cell by cell. */
function compare(table: Table, seed: number, options: CsvWriteOptions): Counts {
  const counts = { rows: 0, copied: 0 };
  const [first] = table.references;
  if (first?.data.kind !== "source") return counts;
  const setup = first.data.source.shared();
  const [source, other] = [CsvSource.fromShared(setup), CsvSource.fromShared(setup)];
  const chosen = someColumns(table, seed);
  const dialect = csvDialect(options);
  const tables = [chosen, withOthers(chosen, table.length, seed + 1)].map(
    (references) => new Table(withSource(references, source), table.length, origin),
  );
  const copier = LineCopier.create(tables, source, dialect);
  if (copier === undefined) return counts;
  const writers = tables.map(({ references }) =>
    rowWriter(new Table(asStrings(withSource(references, other)), table.length, origin), dialect),
  );
  const output = new CsvOutput(undefined, dialect);
  for (let row = 0; row < table.length; row++) {
    counts.rows++;
    const which = row % 2;
    if (!copier.begin(row) || !copier.write(row, row, which)) continue;
    counts.copied++;
    const copied = Buffer.from(copier.take()).toString();
    writers[which](output, row);
    const written = output.take().toString();
    if (copied !== written) expect(copied, `seed ${seed}, row ${row}`).toBe(written);
  }
  return counts;
}

/** Text in quotes, some of it without, some of it missing, beside numbers. */
function quotedCsv(seed: number, separator: "," | "\t"): string {
  const random = seededRandom(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)];
  const odd = ["", '""', "NA", '"NA"', '"nan"', '"null"', "x", "a b", '"1"', '"12345678"', '"a"b'];
  const plain = ['"x"', '"a,b"', '"a\tb"', '"say ""x"""', '"NAN"', '"long, longer, longest"', '"é\n"'];
  const numbers = seed % 4 === 0 ? ["1", "-20", '"3"'] : ["1", "-20", "300"];
  const text = (): string => pick(random() < 0.2 ? odd : plain);
  const rows = Array.from({ length: 1 + (seed % 9) }, () => [text(), pick(numbers), text(), pick(numbers)]);
  return `${[["c0", "c1", "c2", "c3"], ...rows].map((cells) => cells.join(separator)).join("\n")}\n`;
}

test.each([
  ["text in quotes", quotedCsv],
  ["any line ends", (seed: number, separator: "," | "\t") => oddCsv(seed, separator)],
  ["CRLF", (seed: number, separator: "," | "\t") => oddReturns(seed, separator).crlf],
  ["CRLF and others", (seed: number, separator: "," | "\t") => oddReturns(seed, separator).mixed],
])("lines are copied as their cells are written one by one: %s", (_, textOf) => {
  const path = join(directory, "table.csv");
  const total = { minimal: { rows: 0, copied: 0 }, nonnumeric: { rows: 0, copied: 0 } };
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
    for (const quoting of ["minimal", "nonnumeric"] as const) {
      const { rows, copied } = compare(table, seed, { separator, quoting });
      total[quoting].rows += rows;
      total[quoting].copied += copied;
    }
  }
  expect(total.minimal.rows).toBeGreaterThan(3_000);
  expect(total.minimal.copied).toBeGreaterThan(total.minimal.rows / 2);
  expect(total.nonnumeric.rows).toBeGreaterThan(1_000);
  expect(total.nonnumeric.copied).toBeGreaterThan(100);
});

test("what there is no memory for is written otherwise", () => {
  const path = join(directory, "short.csv");
  writeFileSync(path, 'a,b\n"1","x"\n');
  const table = readCsv(path, "raw", { largeFrom: 1, strings: ["a", "b"] });
  const [{ data }] = table.references;
  const source = CsvSource.fromShared((data as { source: CsvSource }).source.shared());
  const references = withSource(table.references, source);
  const copier = LineCopier.create([new Table(references, 1, origin)], source, csvDialect()) as LineCopier;
  copier.begin(0);
  let copied = 0;
  while (copier.write(0, 0, 0)) copied++;
  expect(copied).toBeGreaterThan(10_000);
  expect(copier.written).toBe(copied * "1,x\n".length);
  expect(copier.written).toBeLessThanOrEqual(copier.capacity);
  expect(Buffer.from(copier.take()).toString()).toBe("1,x\n".repeat(copied));
  expect(copier.write(0, 0, 0)).toBe(true);
});
