import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CsvSourceOptions } from "../src/csv/csv-options.js";
import { formatCsv, readCsv } from "../src/index.js";
import { oddCsv, oddReturns } from "./odd-csv.js";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-observe-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What reading a file comes to: its table and what is known of its columns, or the error. */
function outcome(path: string, options: CsvSourceOptions, hasNul: boolean): unknown {
  // A NUL makes every quoted cell of its segment one that is looked at again.
  const without = hasNul ? { printsAsIs: undefined } : {};
  try {
    const table = readCsv(path, "raw", options);
    return {
      text: formatCsv(table),
      values: table.references.map((_, index) => table.columnAt(index)),
      columns: table.references.map(({ data }) =>
        data.kind === "source" ? { ...data.source.columns[data.index], ...without } : undefined,
      ),
    };
  } catch (error) {
    return String(error);
  }
}

type Separator = "," | "\t";
const separators: readonly Separator[] = [",", "\t"];

const optionsOf = (seed: number, separator: Separator): CsvSourceOptions => ({
  separator,
  chunkRows: seed % 3 === 0 ? undefined : 1 + (seed % 7),
  floatParser: seed % 4 === 0 ? "default" : "round-trip",
  strings: seed % 5 === 0 ? ["c1"] : [],
});

test.each(
  separators.flatMap((separator) => [
    [separator, "any line ends", 1_200, (seed: number) => oddCsv(seed, separator)] as const,
    [separator, "CRLF and others", 600, (seed: number) => oddReturns(seed, separator).mixed] as const,
    [separator, "CR within quotes", 200, (seed: number) => oddReturns(seed, separator).lf] as const,
  ]),
)("plain rows read in bulk are what they are one by one, with %j and %s", (separator, _, seeds, textOf) => {
  const path = join(directory, "table.csv");
  for (let seed = 1; seed <= seeds; seed++) {
    const text = textOf(seed);
    const hasNul = text.includes("\0");
    writeFileSync(path, text);
    const options = optionsOf(seed, separator);
    // The first line of every segment is read on its own.
    const exact = outcome(path, { ...options, segmentSize: 1 }, hasNul);
    const bulk = outcome(
      path,
      { ...options, segmentSize: seed % 2 === 0 ? undefined : 50 + (seed % 300) },
      hasNul,
    );
    if (!isDeepStrictEqual(bulk, exact)) expect(bulk, `seed ${seed}: ${JSON.stringify(text)}`).toEqual(exact);
  }
});

test.each(separators.map((separator) => [separator]))(
  "lines that end in CRLF are what they are with LF, with %j",
  (separator) => {
    const path = join(directory, "table.csv");
    let copied = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const { lf, crlf } = oddReturns(seed, separator);
      // A quote that is never closed takes line ends into its cell.
      if (/^"\n/m.test(lf)) continue;
      const options = { ...optionsOf(seed, separator), segmentSize: 100 + (seed % 300) };
      writeFileSync(path, lf);
      const expected = outcome(path, options, lf.includes("\0"));
      for (const segmentSize of [1, 100 + (seed % 300), undefined]) {
        writeFileSync(path, crlf);
        const actual = outcome(path, { ...options, segmentSize }, lf.includes("\0"));
        if (!isDeepStrictEqual(actual, expected))
          expect(actual, `seed ${seed}: ${JSON.stringify(crlf)}`).toEqual(expected);
      }
      copied += isCopied(path, { ...options, segmentSize: undefined }) ? 1 : 0;
    }
    expect(copied).toBeGreaterThan(25);
  },
);

/** Whether lines of a file are copied as they stand. */
function isCopied(path: string, options: CsvSourceOptions): boolean {
  try {
    return readCsv(path, "raw", options).references.some(
      ({ data }) => data.kind === "source" && data.source.line(0) !== undefined,
    );
  } catch {
    return false;
  }
}
