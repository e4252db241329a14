import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CsvSourceOptions } from "../src/csv/csv-options.js";
import { formatCsv, readCsv } from "../src/index.js";
import { oddCsv } from "./odd-csv.js";

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

test.each([[","], ["\t"]] as const)(
  "plain rows read in bulk are what they are one by one, with %j",
  (separator) => {
    const path = join(directory, "table.csv");
    for (let seed = 1; seed <= 1_200; seed++) {
      const text = oddCsv(seed, separator);
      const hasNul = text.includes("\0");
      writeFileSync(path, text);
      const options: CsvSourceOptions = {
        separator,
        chunkRows: seed % 3 === 0 ? undefined : 1 + (seed % 7),
        floatParser: seed % 4 === 0 ? "default" : "round-trip",
        strings: seed % 5 === 0 ? ["c1"] : [],
      };
      // The first line of every segment is read on its own.
      const exact = outcome(path, { ...options, segmentSize: 1 }, hasNul);
      const bulk = outcome(
        path,
        { ...options, segmentSize: seed % 2 === 0 ? undefined : 50 + (seed % 300) },
        hasNul,
      );
      if (!isDeepStrictEqual(bulk, exact))
        expect(bulk, `seed ${seed}: ${JSON.stringify(text)}`).toEqual(exact);
    }
  },
);
