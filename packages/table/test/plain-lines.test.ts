import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readCsv, type Table } from "../src/index.js";
import { sourceText } from "../src/quote.js";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-plain-lines-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A linear congruential generator is random enough to choose spellings with. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Spelling = (random: () => number) => string;

const ids: Spelling[] = [
  (random) => Math.floor(random() * 2 ** 32).toString(16),
  (random) => `image_${Math.floor(random() * 1000)}.jpg`,
  (random) => `"${Math.floor(random() * 1000)}, or so"`,
  (random) => `"größer ${Math.floor(random() * 10)}"`,
  (random) => `a b!#$%&'()*+ ${Math.floor(random() * 10)}`,
];
const numbers: Spelling[] = [
  (random) => String(Math.floor(random() * 1000)),
  (random) => String(random()),
  (random) => (random() * 10).toFixed(2),
  (random) => String(-random()),
  (random) => String(-1 - Math.floor(random() * 1e6)),
  (random) => `${(random() * 10).toFixed(3)}e-${Math.floor(random() * 100)}`,
  () => "0.0",
  () => "0",
  () => "",
];
const booleans: Spelling[] = [() => "True", () => "False"];
const oddities = [
  "NaN",
  "NA",
  "n/a",
  "#N/A",
  "-nan",
  "null",
  "None",
  '""',
  '"NA"',
  '"1.5"',
  '"a""b"',
  '""""',
  '"a"b',
  'a"b',
  '"',
  "-0",
  "-0.0",
  "0e5",
  "1e400",
  "-1e400",
  "1e99",
  "1E5",
  "+1",
  " 1",
  "1 ",
  ".5",
  "1.",
  "007",
  "1_0",
  "inf",
  "-Infinity",
  "true",
  "FALSE",
  "Truer",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775808",
  "18446744073709551616",
  "123456789012345",
  "1234567890123456",
  "-123456789012345",
  "12345678901234.5",
  "0.1234567890123456789",
  "1,2",
  "x\r\ny",
  "\t",
  "ж",
  "\ud83d\ude00",
  '"line\nfeed"',
  '"\r"',
  '"line\r\nfeed"',
  '"\r\n"',
  '"a,\r"',
  "\u00a0",
  "a\0b",
];

function damaged(seed: number): string {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const width = 1 + Math.floor(random() * 5);
  const kinds = Array.from({ length: width }, () => {
    const some = pick([ids, numbers, booleans]);
    return random() < 0.5 ? [pick(some)] : some;
  });
  const oddity = random() < 0.3 ? 0 : 0.1 * random();
  const lineEnd = random() < 0.4 ? "\r\n" : "\n";
  const line = () => {
    const cells = kinds.map((some) => (random() < oddity ? pick(oddities) : pick(some)(random)));
    if (random() < oddity / 20) cells.push("surplus");
    if (random() < oddity / 5) cells.pop();
    return cells.join(",");
  };
  const lines = [
    kinds.map((_, i) => `c${i}`).join(","),
    ...Array.from({ length: 1 + Math.floor(random() * 60) }, line),
  ];
  if (random() < 0.2) lines.splice(Math.floor(random() * lines.length), 0, pick(["", " ", "\t", "\r"]));
  return `${random() < 0.1 ? "\ufeff" : ""}${lines.join(lineEnd)}${pick(["", lineEnd, lineEnd, `${lineEnd}${lineEnd}`])}`;
}

function describe(read: () => Table, seed: number): unknown {
  let table: Table;
  try {
    table = read();
  } catch (error) {
    return String(error);
  }
  const random = createRandom(seed);
  const rows = Uint32Array.from({ length: table.length }, () => Math.floor(random() * table.length));
  const taken = table.take(rows);
  return table.names.map((name) => ({
    name,
    dtype: table.dtype(name),
    // The order in which columns and rows are asked for must not matter.
    taken: random() < 0.5 ? [...taken.column(name).values] : undefined,
    values: [...table.column(name).values],
    again: [...taken.column(name).values],
    texts: Array.from(rows, (row) => sourceText(table, name, row)),
  }));
}

it("a file read with the places of its cells is the same table, or the same error", () => {
  const path = join(directory, "table.csv");
  for (let seed = 1; seed <= 1500; seed++) {
    const text = damaged(seed);
    writeFileSync(path, text);
    const segmentSize = seed % 3 === 0 ? undefined : 16 + (seed % 300);
    const expected = describe(() => readCsv(path, "submission", { segmentSize }), seed);
    const actual = describe(() => readCsv(path, "submission", { segmentSize, places: true }), seed);
    if (!isDeepStrictEqual(actual, expected)) expect(actual, text).toEqual(expected);
  }
});

it("so is a file with hundreds of columns, and with more than places are kept of", () => {
  const path = join(directory, "wide.csv");
  for (const width of [65, 1025]) {
    const random = createRandom(width);
    const kinds = Array.from({ length: width }, (_, i) => [ids, numbers, booleans][i % 3]);
    const line = () => kinds.map((some) => some[Math.floor(random() * some.length)](random)).join(",");
    const lines = [kinds.map((_, i) => `c${i}`).join(","), ...Array.from({ length: 4 }, line)];
    writeFileSync(path, `${lines.join("\n")}\n`);
    const expected = describe(() => readCsv(path, "submission"), width);
    expect(describe(() => readCsv(path, "submission", { places: true }), width)).toEqual(expected);
  }
});

it("types are decided for each of pandas' chunks", () => {
  const path = join(directory, "chunks.csv");
  const width = 40;
  const columns = ["c0", "c1", "c2"];
  const valuesOf = (table: Table) =>
    columns.map((name) => ({ dtype: table.dtype(name), values: [...table.column(name).values] }));
  for (const odd of ["x", "1.5", "", "9223372036854775808"]) {
    const lines = Array.from({ length: 34_000 }, (_, row) => {
      const isOdd = row === 16_384 || row === 33_999;
      return Array.from({ length: width }, (_, i) =>
        isOdd && i > 1 ? odd : i % 7 === 0 ? `id${row}` : String(row + i),
      ).join(",");
    });
    writeFileSync(
      path,
      `${Array.from({ length: width }, (_, i) => `c${i}`).join(",")}\n${lines.join("\n")}\n`,
    );
    const table = readCsv(path, "submission", { places: true });
    const expected = readCsv(path, "submission");
    expect(valuesOf(table)).toEqual(valuesOf(expected));
    expect(table.references.map(({ dtype }) => dtype)).toEqual(expected.references.map(({ dtype }) => dtype));
  }
});
