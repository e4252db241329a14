import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatCsv, openCsvWriter, readCsv, readCsvBytes, tableFromColumns, writeCsv } from "../src/index.js";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-segments-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const cell = fc.constantFrom(
  "",
  "1",
  "-2.50",
  "text",
  '"a, b"',
  '"two\nlines"',
  '"three\r\nlines\r"',
  '"a\rb"',
  '"say ""x"""',
  "NA",
  "é",
  "0.1",
  "TRUE",
);
const file = fc
  .tuple(
    fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 60 }),
    fc.constantFrom("\n", "\r\n"),
    fc.boolean(),
  )
  .map(([rows, newline, final]) => {
    const lines = ["a,b,c", ...rows.map((cells) => cells.join(","))];
    return { text: lines.join(newline) + (final ? newline : ""), rows: rows.length };
  })
  // A line of nothing but separators is a row; none of these is blank.
  .filter(({ rows }) => rows > 0);

test("a file read in small pieces that are not kept is the table that it is in one", () => {
  const path = join(directory, "file.csv");
  fc.assert(
    fc.property(
      file,
      fc.integer({ min: 1, max: 200 }),
      fc.boolean(),
      fc.integer(),
      ({ text, rows }, segmentSize, keep, seed) => {
        writeFileSync(path, text);
        const whole = readCsvBytes(Buffer.from(text));
        const pieces = readCsv(path, "raw", { memory: keep ? undefined : 0, segmentSize });
        expect(pieces.length).toBe(rows);
        expect(formatCsv(pieces)).toBe(formatCsv(whole));
        const order = Uint32Array.from(
          { length: rows * 2 },
          (_, i) => Math.abs(Math.imul(i + 1, seed | 1)) % rows,
        );
        const expected = formatCsv(whole.take(order).assign({ note: 7 }));
        for (const bytesPerRead of [0, 50, 1e6])
          expect(
            formatCsv(pieces.take(order).assign({ note: 7 }), { bytesPerRead, gatherWindow: segmentSize }),
          ).toBe(expected);
        expect(formatCsv(pieces.take(order).drop("b"))).toBe(formatCsv(whole.take(order).drop("b")));
        for (const rows of [order, order.slice().sort()]) {
          const texts = whole.take(rows).strings("a");
          expect(pieces.take(rows).strings("a")).toEqual(texts);
          for (const table of [pieces, whole]) {
            const { codes, texts: distinct } = table.take(rows).categories("a");
            expect(distinct).toEqual([...new Set(texts)]);
            expect(Array.from(codes, (code) => distinct[code])).toEqual(texts);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("tables that are written one after the other are the file that they are as one", () => {
  const path = join(directory, "pieces.csv");
  fc.assert(
    fc.property(file, fc.array(fc.nat(), { maxLength: 4 }), ({ text, rows }, cuts) => {
      const whole = readCsvBytes(Buffer.from(text));
      const bounds = [0, ...cuts.map((cut) => cut % (rows + 1)).sort((a, b) => a - b), rows];
      const writer = openCsvWriter(path);
      for (const [i, end] of bounds.slice(1).entries())
        writer.write(whole.filter((row) => row >= bounds[i] && row < end));
      expect(existsSync(path)).toBe(false);
      writer.close();
      expect(readFileSync(path, "utf8")).toBe(formatCsv(whole));
      rmSync(path);
    }),
    { numRuns: 200 },
  );
});

test("a file of several tables has the columns of the first, and is none without a table", () => {
  const path = join(directory, "other.csv");
  const writer = openCsvWriter(path, { separator: "\t" });
  writer.write(tableFromColumns({ a: ["x"], b: ["y"] }));
  expect(() => writer.write(tableFromColumns({ b: ["x"], a: ["y"] }))).toThrow(
    new RangeError('Columns are ["b","a"], expected ["a","b"]'),
  );
  writer.close();
  expect(readFileSync(path, "utf8")).toBe("a\tb\nx\ty\n");
  rmSync(path);
  openCsvWriter(path).close();
  expect(readdirSync(directory).filter((name) => name.startsWith(".") || name === "other.csv")).toEqual([]);
});

test("a table can be written over the file that it was read from", () => {
  const path = join(directory, "same.csv");
  writeFileSync(path, "a,b\n1,x\n2,y\n");
  writeCsv(readCsv(path).take([1, 0]), path);
  expect(formatCsv(readCsv(path))).toBe("a,b\n2,y\n1,x\n");
});
