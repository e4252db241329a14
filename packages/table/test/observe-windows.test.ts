import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { LineEnd, lineEndOf } from "../src/csv/line-end.js";
import { type ObservedRows, observeRows, observeRowsWithoutWebAssembly } from "../src/csv/observe-rows.js";
import { ObservedColumns } from "../src/csv/observed-columns.js";
import { LineOutcome, newRowCells, skipBlankLines, tokenizeRow } from "../src/csv/row-tokenizer.js";
import { CellCode } from "../src/numbers/cell-code.js";
import { classifyCell } from "../src/numbers/classify-cell.js";
import { floatReaders } from "../src/numbers/float-parsers.js";
import { oddCsv, oddReturns, seededRandom } from "./odd-csv.js";

const LF = 0x0a;

function newRows(count: number, lineEnd: LineEnd = LineEnd.lf): ObservedRows {
  return { count: 0, starts: new Uint32Array(count), altered: new Uint8Array(count), lineEnd };
}

/** What is known of columns. */
function observation(columns: ObservedColumns): unknown {
  const { codes, textOnly, firstNonInteger, firstNonUnsigned, seen } = columns.inference;
  return { codes, textOnly, firstNonInteger, firstNonUnsigned, seen, traits: columns.traits };
}

interface Lines {
  bytes: Buffer;
  width: number;
  from: number;
  limit: number;
  /** How the header ends. */
  lineEnd: LineEnd;
}

/** The lines after the header; undefined where there are none. */
function linesOf(text: string): Lines | undefined {
  const bytes = Buffer.from(text);
  const cells = newRowCells(",");
  if (tokenizeRow(bytes, 0, bytes.length, true, cells) !== LineOutcome.complete) return undefined;
  const lineEnd = lineEndOf(bytes, cells);
  return { bytes, width: cells.count, from: cells.next, limit: bytes.lastIndexOf(LF) + 1, lineEnd };
}

function observe(
  { bytes, width, from, limit, lineEnd }: Lines,
  window: number,
  parser: "default" | "round-trip",
) {
  const columns = new ObservedColumns(width, floatReaders[parser], []);
  const rows = newRows(100, lineEnd);
  const next = observeRows(bytes, from, limit, rows, 100, columns, 1, newRowCells(","), window);
  return { next, rows, columns };
}

/** The same without WebAssembly. */
function observeAlone({ bytes, width, from, limit, lineEnd }: Lines, parser: "default" | "round-trip") {
  const columns = new ObservedColumns(width, floatReaders[parser], []);
  const rows = newRows(100, lineEnd);
  const cells = newRowCells(",");
  const next = observeRowsWithoutWebAssembly(bytes, from, limit, rows, 100, columns, 1, cells);
  return { next, rows, columns };
}

test.each([
  ["any line ends", 10_000, 80_000, (seed: number) => oddCsv(seed)],
  ["CRLF", 3_000, 40_000, (seed: number) => oddReturns(seed).crlf],
  ["CRLF and others", 6_000, 40_000, (seed: number) => oddReturns(seed).mixed],
  ["LF, and CR within quotes", 2_000, 20_000, (seed: number) => oddReturns(seed).lf],
])(
  "windows of any size find what reading line by line finds, with and without WebAssembly: %s",
  (_, seeds, rows, text) => {
    let observed = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const lines = linesOf(text(seed));
      if (lines === undefined || lines.from >= lines.limit) continue;
      const parser = seed % 3 === 0 ? "default" : "round-trip";
      const whole = observe(lines, lines.limit, parser);
      observed += whole.rows.count;
      const window = 1 + (seed % 40);
      const split = observe(lines, window, parser);
      const plain = observeAlone(lines, parser);
      const alone = new ObservedColumns(lines.width, floatReaders[parser], []);
      // What a line left of itself that was not read is read once more.
      const [inOne, inSome, without] = [whole, split, plain].map(({ next, rows, columns }) => ({
        next,
        rows,
        known: finished(columns, lines, next, rows.count),
      }));
      const oneByOne = { ...inOne, known: finished(alone, lines, lines.from, 0, whole.rows.count + 1) };
      if ([inSome, without, oneByOne].every((other) => isDeepStrictEqual(other, inOne))) continue;
      const where = `seed ${seed}, window ${window}: ${JSON.stringify(lines.bytes.toString())}`;
      expect(inSome, where).toEqual(inOne);
      expect(without, where).toEqual(inOne);
      expect(inOne, where).toEqual(oneByOne);
    }
    expect(observed).toBeGreaterThan(rows);
  },
);

/** Reads lines one by one: as many as are asked for, if they are there. */
function finished(
  columns: ObservedColumns,
  { bytes, width, limit }: Lines,
  from: number,
  before: number,
  count = 1,
): unknown {
  const cells = newRowCells(",");
  let at = from;
  for (let row = before + 1; row <= before + count; row++) {
    at = skipBlankLines(bytes, at, limit, true, cells.separator);
    if (at >= limit || tokenizeRow(bytes, at, bytes.length, true, cells) !== LineOutcome.complete) break;
    columns.addLine(bytes, cells, Math.min(cells.count, width), row);
    at = cells.next;
  }
  return observation(columns);
}

/** Numbers around all that decides about their spelling. */
function oddNumber(random: () => number): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
  const sign = random() < 0.2 ? "-" : "";
  const kind = random();
  if (kind < 0.1) return `${sign}${digits(1 + random() * 20)}`;
  if (kind < 0.4) return `${sign}${digits(1 + random() * 11)}.${digits(random() * 20)}`;
  if (kind < 0.6) return `${sign}0.${"0".repeat(random() * 6)}${digits(1 + random() * 19)}`;
  const value = (random() - 0.5) * 10 ** Math.floor(random() * 18 - 4);
  const text = String(value);
  if (kind < 0.8) return text;
  // A digit away from what is printed.
  return `${text.slice(0, -1)}${Math.floor(random() * 10)}`;
}

describe("numbers", () => {
  test("have the codes that they have on their own", () => {
    const random = seededRandom(1);
    const cells = newRowCells(",");
    const counts = new Map<CellCode, number>();
    for (let line = 0; line < 400; line++) {
      const texts = Array.from({ length: 500 }, () => oddNumber(random));
      const bytes = Buffer.from(`${texts.join(",")}\n`);
      const columns = new ObservedColumns(texts.length, floatReaders["round-trip"], []);
      const rows = newRows(1);
      expect(observeRows(bytes, 0, bytes.length, rows, 1, columns, 1, cells)).toBe(bytes.length);
      const codes = texts.map((text) => classifyCell(Buffer.from(text), 0, text.length));
      for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
      const isPrinted = codes.map((code) => code === CellCode.float || code === CellCode.integer);
      const expected = codes.map((code, i) => (1 << code) | (isPrinted[i] ? 1 << (code + 16) : 0));
      expect([...columns.inference.codes], texts.join()).toEqual(expected);
      expect(rows.altered[0]).toBe(isPrinted.every(Boolean) ? 0 : 1);
    }
    for (const code of [CellCode.integer, CellCode.float, CellCode.looseFloat])
      expect(counts.get(code)).toBeGreaterThan(10_000);
  });
});
