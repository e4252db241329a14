import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readPlainCsv } from "../src/csv/read-plain-csv.js";
import { readCsv, readCsvBytes } from "../src/index.js";

function file(content: string): string {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-hostile-csv-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, "submission.csv");
  writeFileSync(path, content);
  return path;
}

describe("many columns", () => {
  test("that short rows leave empty cost nothing per row", () => {
    const columns = 100_000;
    const rows = 10_000;
    const header = `id,label,${Array.from({ length: columns }, (_, i) => `c${i}`).join(",")}\n`;
    const table = readCsv(file(header + "a,1\n".repeat(rows)), "submission");
    expect(table.length).toBe(rows);
    expect(table.names).toHaveLength(columns + 2);
    expect(table.column("label").values.at(-1)).toBe(1);
    expect(table.dtype(`c${columns - 1}`)).toBe("float64");
    expect(table.column(`c${columns - 1}`).values.at(-1)).toBeNaN();
  });

  test("are read as pandas reads them where single rows reach them", () => {
    // 2^17 columns are read eight rows at a time.
    const columns = 2 ** 17 - 2;
    const names = Array.from({ length: columns }, (_, i) => `c${i}`);
    const reaching = (value: string): string => `a,1${",".repeat(columns)}${value}\n`;
    const short = "a,1\n".repeat(20);
    const last = `c${columns - 1}`;
    const read = (...rows: string[]) =>
      readCsv(file(`id,label,${names.join(",")}\n${rows.join("")}`), "submission");
    const numbers = read(short, reaching("7"), short);
    expect(numbers.dtype(last)).toBe("float64");
    expect([19, 20, 21].map((row) => numbers.column(last).values[row])).toEqual([Number.NaN, 7, Number.NaN]);
    const booleans = read(reaching("True"), short, reaching("x"), short);
    expect(booleans.dtype(last)).toBe("object");
    expect([0, 1, 21, 22].map((row) => booleans.column(last).values[row])).toEqual([true, null, "x", null]);
    expect(booleans.column("c0").values[0]).toBeNaN();
  });

  test("of one name get their numbers", () => {
    const columns = 200_000;
    const { names } = readCsvBytes(Buffer.from(`${Array(columns).fill("a").join(",")}\n`));
    expect([names[0], names[1], names[columns - 1]]).toEqual(["a", "a.1", `a.${columns - 1}`]);
  });

  test("beyond a million are refused", () => {
    const cells = ",".repeat(2 ** 20);
    expect(() => readCsvBytes(Buffer.from(`${cells}\n`))).toThrow("Too many fields in the header line");
    expect(() => readCsvBytes(Buffer.from(`id\n${cells}\n`))).toThrow("Too many fields in the row");
    expect(
      readPlainCsv(file(`${Array.from({ length: 5000 }, (_, i) => `c${i}`).join(",")}\n`), "submission"),
    ).toBeUndefined();
  });
});

describe("one long line", () => {
  test("without an end is refused after 512 MiB", () => {
    const path = file("id,label\n");
    truncateSync(path, 5 * 2 ** 30);
    expect(() => readCsv(path, "submission")).toThrow("The row is too long");
  });

  test("that a quote makes of the rest of the file is refused, too", () => {
    const path = file("");
    const descriptor = openSync(path, "w");
    writeSync(descriptor, '"id,label\n');
    ftruncateSync(descriptor, 3 * 2 ** 30);
    closeSync(descriptor);
    expect(() => readCsv(path, "submission")).toThrow("The header line is too long");
  });
});

describe("lines of nothing", () => {
  test.each(["\n", "\r\n", "\r"])("%j, more of them than are held in memory", (end) => {
    const blank = end.repeat(3_000_000);
    const path = file(`${blank}id,label${blank}a,1${blank}b,2${blank}`);
    const table = readCsv(path, "submission", { segmentSize: 1 << 16 });
    expect(table.names).toEqual(["id", "label"]);
    expect(table.column("label").values).toEqual(Float64Array.of(1, 2));
  });

  test("NUL bytes in all cells", () => {
    const table = readCsv(file(`id,label\n${"\u0000\u0000,\u0000\n".repeat(100_000)}`), "submission");
    expect(table.length).toBe(100_000);
    expect(table.column("id").values[0]).toBeNaN();
  });
});
