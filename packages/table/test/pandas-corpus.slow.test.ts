import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Column, formatCsv, readCsv, readCsvBytes, type Table } from "../src/index.js";
import { bytesOf, type CorpusCase, loadCorpus, type Outcome } from "./corpus/load-corpus.js";

const { cases } = loadCorpus();
const md5 = (text: string) => createHash("md5").update(text, "utf8").digest("hex");

function runsOf<T>(items: Iterable<T>): [T, number][] {
  const runs: [T, number][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] === item) last[1]++;
    else runs.push([item, 1]);
  }
  return runs;
}

function kindOf(cell: unknown): string {
  if (cell === null) return "n";
  if (typeof cell === "string") return "s";
  if (typeof cell === "bigint") return "i";
  if (typeof cell === "boolean") return "b";
  if (typeof cell !== "number") throw new Error(`unexpected cell of type ${typeof cell}`);
  return Number.isNaN(cell) ? "n" : "f";
}

function kindsOf(column: Column): string {
  const { values } = column;
  const kinds = function* () {
    for (let row = 0; row < values.length; row++) yield kindOf(values[row]);
  };
  return runsOf(kinds())
    .map(([kind, count]) => `${kind}${count}`)
    .join("");
}

/** Describes our table in the fields that the recorder chose for this case. */
function outcomeOf(table: Table, expected: Outcome): Outcome {
  if (expected.error !== undefined) return { rows: table.length, names: table.names };
  const dtypes = table.references.map((reference) => reference.dtype);
  const types: Record<string, string> = {};
  for (const [index, dtype] of dtypes.entries()) {
    if (dtype !== "object" && expected.dtypes === undefined) continue;
    const column = table.columnAt(index);
    expect(column.dtype, `type of column ${index}`).toBe(dtype);
    expect(column.values.length, `length of column ${index}`).toBe(table.length);
    if (column.dtype === "object") types[index] = kindsOf(column);
  }
  const csv = formatCsv(table);
  return {
    rows: table.length,
    ...(expected.names === undefined
      ? { namesMd5: md5(table.names.join("\n")) }
      : { names: [...table.names] }),
    ...(expected.dtypes === undefined ? { dtypeRuns: runsOf(dtypes) } : { dtypes }),
    ...(expected.index && { index: true }),
    ...(Object.keys(types).length > 0 && { types }),
    ...(expected.csv === undefined ? { md5: md5(csv) } : { csv }),
  };
}

function check(one: CorpusCase, read: () => Table): void {
  if (one.result.error === "EmptyDataError") {
    // The reference takes a file without any text for a table without columns.
    const table = read();
    expect([table.length, table.names]).toEqual([0, []]);
    return;
  }
  if (one.result.error === undefined) {
    expect(outcomeOf(read(), one.result)).toEqual(one.result);
    return;
  }
  let error: unknown;
  try {
    error = { read: outcomeOf(read(), one.result) };
  } catch (caught) {
    error = caught;
  }
  if (!(error instanceof Error))
    expect.fail(`pandas raises ${one.result.error}, we read ${JSON.stringify(error)}`);
  expect(error.name, error.stack ?? error.message).toBe("CsvError");
}

/**
 * Where a lone CR ends a line and the next begins with a blank or a separator, pandas' tokenizer jumps back or swallows
 * a cell. The recorder leaves out most of what it then invents; these we read as they stand, line by line.
 */
const knownDifferences = ["fuzz soup 19", "fuzz soup 92", "fuzz soup 143", "fuzz soup 178", "fuzz soup 396"];

describe("what pandas made of nasty CSV files", () => {
  const small = cases.filter((one) => one.csv !== undefined && !knownDifferences.includes(one.name));
  test.each(small.map((one) => [one.name, one] as const))("%s", (_, one) => {
    check(one, () => readCsvBytes(bytesOf(one)));
  });
});

describe("what pandas made of large CSV files", () => {
  const large = cases.filter((one) => one.generate !== undefined);
  let directory = "";
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "mlebench-corpus-"));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each(large.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const path = join(directory, "case.csv");
    writeFileSync(path, bytesOf(one));
    check(one, () => readCsv(path));
  });
});
