import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CsvError, formatCsv, readCsv, readCsvBytes, type Separator, writeCsv } from "../src/index.js";

type Case = [text: string, separator: Separator, byComma: string | null, byTab: string];
const cases = JSON.parse(
  readFileSync(new URL("fixtures/separator.json", import.meta.url), "utf8"),
) as readonly Case[];

test("files separated by tabs or commas are read and written by either as pandas does it", () => {
  expect(cases.length).toBeGreaterThan(600);
  for (const [text, separator, byComma, byTab] of cases) {
    const read = () => readCsvBytes(Buffer.from(text), "raw", { separator });
    const name = JSON.stringify([text, separator]);
    if (byComma === null) expect(read, name).toThrow(CsvError);
    else {
      expect(formatCsv(read()), name).toBe(byComma);
      expect(formatCsv(read(), { separator: "\t" }), name).toBe(byTab);
    }
  }
});

test("a tab-separated file in pieces becomes the comma-separated one and back", () => {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-separator-"));
  try {
    const path = join(directory, "table.tsv");
    writeFileSync(path, 'a\tb\n1\tx, y\n2\t"u\tv"\n3\t"say ""z"""\n');
    const table = readCsv(path, "raw", { separator: "\t", memory: 0, segmentSize: 8 }).take([2, 0, 1]);
    writeCsv(table, join(directory, "table.csv"));
    const expected = 'a,b\n3,"say ""z"""\n1,"x, y"\n2,u\tv\n';
    expect(readFileSync(join(directory, "table.csv"), "utf8")).toBe(expected);
    writeCsv(readCsv(join(directory, "table.csv")), path, { separator: "\t" });
    expect(readFileSync(path, "utf8")).toBe('a\tb\n3\t"say ""z"""\n1\tx, y\n2\t"u\tv"\n');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
