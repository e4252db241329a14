import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { firstOfGroups, formatCsv, type JoinOptions, join, readCsvBytes, type Table } from "../src/index.js";

type Case =
  | readonly ["join", left: string, right: string, options: JoinOptions, written: string]
  | readonly ["first", text: string, keys: [string, ...string[]], written: string]
  | readonly ["strings", text: string, column: string, values: readonly string[]];
// Other cases than the recorded ones, see record_rows.py.
const path = process.env.ROWS_CASES ?? new URL("fixtures/rows.json", import.meta.url);
const cases = JSON.parse(readFileSync(path, "utf8")) as readonly Case[];

const read = (text: string): Table => readCsvBytes(Buffer.from(text));

test("joins, first rows of groups and strings are as pandas has them", () => {
  const counts = { join: 0, first: 0, strings: 0 };
  for (const found of cases) {
    counts[found[0]]++;
    const name = JSON.stringify(found);
    if (found[0] === "join") {
      const [, left, right, options, written] = found;
      expect(formatCsv(join(read(left), read(right), options)), name).toBe(written);
    } else if (found[0] === "first") {
      const [, text, keys, written] = found;
      expect(formatCsv(firstOfGroups(read(text), ...keys)), name).toBe(written);
    } else {
      const [, text, column, values] = found;
      expect(read(text).strings(column, { missing: "nan" }), name).toEqual(values);
    }
  }
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
});

test("a join keeps the left table's origin for errors and inner is the default", () => {
  const left = readCsvBytes(Buffer.from("id,a\n1,x\n2,y\n"), "answers");
  const joined = join(left, read("id,b\n2,z\n"), { on: "id" });
  expect(formatCsv(joined)).toBe("id,a,b\n2,y,z\n");
  expect(joined.origin).toBe(left.origin);
});
