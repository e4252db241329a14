import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readNumber } from "../src/csv/plain-numbers.js";
import { readPlainCsv } from "../src/csv/read-plain-csv.js";
import { readCsv } from "../src/index.js";
import type { Table } from "../src/table.js";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-numbers-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function written(text: string): string {
  const path = join(directory, "numbers.csv");
  writeFileSync(path, text);
  return path;
}

/** A linear congruential generator is random enough to choose spellings with. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const contentOf = (table: Table) =>
  table.names.map((name) => ({ name, dtype: table.dtype(name), values: [...table.column(name).values] }));

/** `toEqual`, which takes much longer to find that all is the same. */
function requireSame(actual: unknown, expected: unknown, message: string): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, message).toEqual(expected);
}

const spellings: ((random: () => number) => string)[] = [
  (random) => String(Math.floor(random() * 1000)),
  (random) => String(-1 - Math.floor(random() * 1e6)),
  (random) => String(Math.floor(random() * 999999999999999)),
  (random) => `00${Math.floor(random() * 1e9)}`,
  (random) => String(random() + random() * 2 ** -32),
  (random) => String((random() - 0.5) * 10 ** Math.floor(random() * 34 - 20)),
  (random) => (random() * 10 ** Math.floor(random() * 12)).toFixed(Math.floor(1 + random() * 30)),
  (random) => `${random()}${random()}`.replaceAll(/(?<=\..*)\D/g, ""),
  (random) => `-0.${"0".repeat(Math.floor(random() * 25))}${Math.floor(random() * 1000)}`,
  (random) => `${Math.floor(random() * 1e7)}${Math.floor(random() * 1e7)}.5`,
  (random) => `${(random() * 10).toFixed(3)}E${Math.floor(random() * 600 - 300)}`,
  () => "0.0",
  () => "-0.0",
];

it("reads plain numbers just as the general reader does", () => {
  let read = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const random = createRandom(seed);
    const width = 1 + Math.floor(random() * 4);
    const ofColumn = Array.from({ length: width }, () => spellings.filter(() => random() < 0.5));
    const line = () =>
      ofColumn.map((some) => (some[Math.floor(random() * some.length)] ?? spellings[0])(random)).join(",");
    const header = Array.from({ length: width }, (_, i) => `Größe ${i}`).join(",");
    const end = random() < 0.3 ? "\r\n" : "\n";
    const lines = [header, ...Array.from({ length: 1 + Math.floor(random() * 100) }, line)];
    const path = written(lines.join(end) + (random() < 0.5 ? end : ""));
    const numbers = readPlainCsv(path, "submission");
    if (numbers === undefined) continue;
    read++;
    requireSame(contentOf(numbers), contentOf(readCsv(path, "submission")), `seed ${seed}`);
  }
  expect(read).toBeGreaterThan(250);
});

it("reads a million random decimals as Number does", () => {
  const random = createRandom(7);
  const texts = Array.from({ length: 1_000_000 }, () => {
    const digits = 1 + Math.floor(random() * 19);
    let text = "";
    for (let i = 0; i < digits; i++) text += Math.floor(random() * 10);
    const point = Math.floor(random() * Math.min(digits, 16));
    return `${text.slice(0, point) || "0"}.${text.slice(point)}`;
  });
  const values = readPlainCsv(written(`x\n${texts.join("\n")}\n`), "submission")?.numbers("x");
  expect(values?.length).toBe(texts.length);
  expect(texts.filter((text, row) => values?.[row] !== Number(text))).toEqual([]);
});

it("joins lines across blocks", () => {
  const rows = Array.from({ length: 400_000 }, (_, i) => `${i},${i / 7}`);
  const path = written(`id,x\n${rows.join("\n")}`);
  const table = readPlainCsv(path, "answers");
  expect(table?.length).toBe(rows.length);
  expect(table?.numbers("x").every((value, i) => value === i / 7)).toBe(true);
});

/** How the cells of a column of text are written. */
const texts: ((random: () => number, row: number) => string)[] = [
  (_, row) => `id_${row}`,
  (random) => Math.floor(random() * 2 ** 32).toString(16),
  (random) =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0"),
  (_, row) => `${String(row).padStart(4, "0")}_01`,
  (random) => (random() < 0.5 ? "True" : "False"),
  (random) => ["true", "FALSE", "yes", "no"][Math.floor(random() * 4)],
  (random) => ["", "NA", "nan", "null", "a", "b"][Math.floor(random() * 6)],
  (random) =>
    `"${["a,b", 'say ""no""', "", "NA", "two\nlines", "cr\r\nlf", "12"][Math.floor(random() * 7)]}"`,
  (random) => ["größe", "ж", "日本", "naïve", "🙂"][Math.floor(random() * 5)],
  (random) => `"${"long ".repeat(Math.floor(random() * 30))}"`,
  (random) => ["1 2 3 4", "", "17 3 20 4"][Math.floor(random() * 3)],
  (random) => [" 1", "1 ", "+1", "inf", "-inf", "1e400", "1_000", "0x10"][Math.floor(random() * 8)],
  (random) => `${Math.floor(random() * 1e9)}${Math.floor(random() * 1e9)}`,
];

/** A number, missing at times. */
const holed =
  (spelling: (random: () => number) => string) =>
  (random: () => number): string =>
    random() < 0.2 ? ["", "", "NA", "nan", "-nan", "None"][Math.floor(random() * 6)] : spelling(random);

const damages = [",", "\n", "\r", '"', "\0", "ÿ", " ", "\ufeff", "NA", "1", "e", "-", "x", "\n\n", ""];

/** A CSV of columns that are mostly plain, with a few bytes changed at times. */
function damagedCsv(seed: number): Buffer {
  const random = createRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const makers = Array.from({ length: 1 + below(4) }, () => {
    const number = spellings[below(spellings.length)];
    const kind = random();
    if (kind < 0.3) return number;
    return kind < 0.4 ? holed(number) : texts[below(texts.length)];
  });
  const rows = 1 + below(below(2) === 0 ? 4 : 40);
  const lines = Array.from({ length: rows }, (_, row) => makers.map((make) => make(random, row)).join(","));
  const end = random() < 0.2 ? "\r\n" : "\n";
  const text = [makers.map((_, i) => `c${i}`).join(","), ...lines].join(end) + (random() < 0.7 ? end : "");
  let bytes = Buffer.from(text);
  for (let times = Math.max(0, below(6) - 3); times > 0; times--) {
    const at = below(bytes.length);
    const damage = Buffer.from(damages[below(damages.length)], random() < 0.1 ? "latin1" : "utf8");
    bytes = Buffer.concat([bytes.subarray(0, at), damage, bytes.subarray(at + below(2))]);
  }
  return bytes;
}

it("reads 10,000 files, damaged ones too, as the general reader does or not at all", () => {
  let read = 0;
  for (let seed = 1; seed <= 10_000; seed++) {
    const path = join(directory, "damaged.csv");
    writeFileSync(path, damagedCsv(seed));
    const table = readPlainCsv(path, "submission", { blockSize: 16 + (seed % 500) });
    if (table === undefined) continue;
    read++;
    requireSame(contentOf(table), contentOf(readCsv(path, "submission")), `seed ${seed}`);
  }
  expect(read).toBeGreaterThan(4000);
}, 120_000);

it("reads columns with types that change from one of pandas' chunks to the next as the general reader does", () => {
  const chunkRows = 256;
  const kinds = ["12", "1.5", "", "True", "x1", "NA", '"q"', "-0.0", "1e5"];
  let read = 0;
  let readWide = 0;
  for (let seed = 1; seed <= 60; seed++) {
    // So many columns make for such chunks; elsewhere they are given, since most cells would be the same.
    const isWide = seed % 12 === 0;
    const width = isWide ? 2000 : 2;
    const options = isWide ? {} : { chunkRows };
    const random = createRandom(seed);
    const below = (end: number) => Math.floor(random() * end);
    const chunks = Array.from({ length: 3 }, () => [kinds[below(kinds.length)], kinds[below(kinds.length)]]);
    const stays = random() < 0.5;
    const rest = ",7".repeat(width - 1);
    const rows = Array.from({ length: 512 + below(200) }, (_, row) => {
      const some = chunks[stays ? 0 : Math.floor(row / chunkRows)];
      return `${some[row % 2]}${rest}`;
    });
    const header = Array.from({ length: width }, (_, i) => `c${i}`).join(",");
    const path = written(`${header}\n${rows.join("\n")}\n`);
    const table = readPlainCsv(path, "submission", options);
    if (table === undefined) continue;
    if (isWide) readWide++;
    else read++;
    const first = (of: Table) => contentOf(of.select("c0", "c1"));
    requireSame(first(table), first(readCsv(path, "submission", options)), `seed ${seed}`);
  }
  expect(read).toBeGreaterThan(5);
  expect(readWide).toBeGreaterThan(0);
}, 120_000);

it("leaves rows that are narrower than the header to the general reader, wherever a block ends", () => {
  const path = written(`a,b\n${"11.5e-05\n".repeat(20)}`);
  for (let blockSize = 16; blockSize <= 200; blockSize++)
    expect(readPlainCsv(path, "submission", { blockSize })).toBeUndefined();
});

it("takes nothing for a number of which the bytes do not show the end", () => {
  const number = "-12.5e+05";
  for (let length = 0; length <= number.length; length++)
    expect(readNumber(Buffer.from(number.slice(0, length)), 0)).toBeNaN();
  expect(readNumber(Buffer.from(`${number},`), 0)).toBe(-12.5e5);
});

it.each([
  ["nothing", ""],
  ["a header alone", "id,x\n"],
  ["an empty line", "id\n1\n\n2\n"],
  ["a line that is too short", "id,x\n1\n"],
  ["a line that is too long", "id,x\n1,2,3\n"],
  ["quotes", 'id,x\n1,"2"\n'],
  ["quotes in the header", '"id",x\n1,2\n'],
  ["a space", "id,x\n1, 2\n"],
  ["a plus sign", "id,x\n1,+2\n"],
  ["minus zero as an integer", "id,x\n1,-0\n"],
  ["sixteen digits", "id,x\n1,1234567890123456\n"],
  ["sixteen digits before a point", "id,x\n1,1234567890123456.5\n"],
  ["a number without an end", "id,x\n1,2.\n"],
  ["a number without a beginning", "id,x\n1,.5\n"],
  ["an infinity", "id,x\n1,inf\n"],
  ["a quote within a text", 'id,x\n1,a"b\n'],
  ["text after a closing quote", 'id,x\n1,"a"b\n'],
  ["a quote that is not closed", 'id,x\n1,"a\n'],
  ["a NUL", "id,x\n1,a\0\n"],
  ["True and False among numbers", "id,x\n1,True\n2,3\n"],
  ["a column with nothing but text that is missing", 'id,x\n1,""\n'],
  ["a lone carriage return", "id,x\r1,2\r"],
  ["a byte order mark", "\ufeffid,x\n1,2\n"],
  ["a column twice", "x,x\n1,2\n"],
  ["a column without a name", "id,\n1,2\n"],
  ["a blank line before the header", "\nid\n1\n"],
])("leaves %s to the general reader", (_, text) => {
  expect(readPlainCsv(written(text), "submission")).toBeUndefined();
});

it("leaves bytes that are not UTF-8 to the general reader", () => {
  writeFileSync(join(directory, "numbers.csv"), Buffer.from("id,x\n1,\xff\n", "latin1"));
  expect(readPlainCsv(join(directory, "numbers.csv"), "submission")).toBeUndefined();
});

it.each([
  ["text", "id,x\n1,a\n", "a"],
  ["an overflow", "id,x\n1,1e999\n", "1e999"],
  ["an exponent without digits", "id,x\n1,1e\n", "1e"],
  ["an empty cell", "id,x\n1,\n", Number.NaN],
  ["doubled quotes", 'id,x\n1,"a ""b"""\n', 'a "b"'],
  ["a line feed in quotes", 'id,x\n1,"a\nb"\n', "a\nb"],
  ["text after rows that look like numbers", "id,x\n1,12\n2,1e5\n3,1f5\n", "12"],
])("reads %s", (_, text, value) => {
  const path = written(text);
  const table = readPlainCsv(path, "submission") as Table;
  expect(table.column("x").values[0]).toBe(value);
  expect(contentOf(table)).toEqual(contentOf(readCsv(path, "submission")));
});

it("leaves a missing file to the general reader", () => {
  expect(readPlainCsv(join(directory, "none.csv"), "submission")).toBeUndefined();
  expect(readPlainCsv(directory, "submission")).toBeUndefined();
});
