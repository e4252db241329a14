import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readNumbers } from "../src/csv/read-numbers.js";
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
    const numbers = readNumbers(path, "submission");
    if (numbers === undefined) continue;
    read++;
    expect(contentOf(numbers), `seed ${seed}`).toEqual(contentOf(readCsv(path, "submission")));
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
  const values = readNumbers(written(`x\n${texts.join("\n")}\n`), "submission")?.numbers("x");
  expect(values?.length).toBe(texts.length);
  expect(texts.filter((text, row) => values?.[row] !== Number(text))).toEqual([]);
});

it("joins lines across blocks", () => {
  const rows = Array.from({ length: 400_000 }, (_, i) => `${i},${i / 7}`);
  const path = written(`id,x\n${rows.join("\n")}`);
  const table = readNumbers(path, "answers");
  expect(table?.length).toBe(rows.length);
  expect(table?.numbers("x").every((value, i) => value === i / 7)).toBe(true);
});

it.each([
  ["nothing", ""],
  ["a header alone", "id,x\n"],
  ["text", "id,x\n1,a\n"],
  ["an empty cell", "id,x\n1,\n"],
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
  ["an overflow", "id,x\n1,1e999\n"],
  ["an exponent without digits", "id,x\n1,1e\n"],
  ["a lone carriage return", "id,x\r1,2\r"],
  ["a byte order mark", "\ufeffid,x\n1,2\n"],
  ["a column twice", "x,x\n1,2\n"],
  ["a column without a name", "id,\n1,2\n"],
  ["a blank line before the header", "\nid\n1\n"],
  ["a lone minus", "id\n-\n"],
])("leaves %s to the general reader", (_, text) => {
  expect(readNumbers(written(text), "submission")).toBeUndefined();
});

it("leaves a missing file to the general reader", () => {
  expect(readNumbers(join(directory, "none.csv"), "submission")).toBeUndefined();
  expect(readNumbers(directory, "submission")).toBeUndefined();
});
