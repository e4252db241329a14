import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readParquet } from "@mlebench/formats/parquet";
import { type Table, tableFromColumns } from "@mlebench/table";
import { afterEach, beforeEach, expect, it } from "vitest";
import { definePrepare } from "../src/index.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-folders-"));
  for (const name of ["raw", "public", "private"]) mkdirSync(join(directory, name));
});
afterEach(() => rmSync(directory, { recursive: true }));

it("takes a Parquet file larger than a batch through in pieces", async () => {
  const length = (1 << 20) + 5;
  const values = Float64Array.from({ length }, (_, i) => i);
  const table = tableFromColumns({
    id: { dtype: "int64", values },
    half: { dtype: "float64", values: values.map((x) => x / 2) },
  });
  const lengths: number[] = [];
  const folders = {
    raw: join(directory, "raw"),
    public: join(directory, "public"),
    private: join(directory, "private"),
  };
  const prepare = definePrepare(async ({ raw, pub, priv }) => {
    await pub.parquet("whole.parquet", table);
    async function* oddRows(): AsyncGenerator<Table> {
      for await (const rows of raw.parquetBatches("../public/whole.parquet", ["half", "id"])) {
        lengths.push(rows.length);
        const ids = rows.numbers("id");
        yield rows.filter((row) => ids[row] % 2 === 1);
      }
    }
    await priv.parquet("odd.parquet", oddRows());
  });
  await prepare(folders);
  expect(lengths).toEqual([1 << 20, 5]);
  const odd = await readParquet(join(directory, "private", "odd.parquet"));
  expect(odd.names).toEqual(["half", "id"]);
  expect(odd.length).toBe((1 << 19) + 2);
  expect(odd.numbers("id").every((id, row) => id === 2 * row + 1)).toBe(true);
  expect(odd.numbers("half")[odd.length - 1]).toBe(((1 << 20) + 3) / 2);
});

it("writes several Parquet and CSV files at once, table by table", async () => {
  const tableOf = (start: number): Table =>
    tableFromColumns({
      id: { dtype: "int64", values: Float64Array.of(start, start + 1) },
      word: ["a", `${start}`],
    });
  const prepare = definePrepare(async ({ pub, priv }) => {
    const [all, ids] = [await pub.openParquet("deep/all.parquet"), await priv.openParquet("ids.parquet")];
    const text = priv.openCsv("deep/all.csv");
    for (const start of [0, 2, 4]) {
      all.write(tableOf(start));
      text.write(tableOf(start));
      ids.write(tableOf(start).select("id"));
    }
    expect(readdirSync(join(directory, "public/deep"))).not.toContain("all.parquet");
    text.close();
    for (const file of [all, ids]) await file.close();
  });
  await prepare({
    raw: join(directory, "raw"),
    public: join(directory, "public"),
    private: join(directory, "private"),
  });
  const all = await readParquet(join(directory, "public/deep/all.parquet"));
  expect(Array.from(all.numbers("id"))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(all.strings("word")).toEqual(["a", "0", "a", "2", "a", "4"]);
  expect((await readParquet(join(directory, "private/ids.parquet"))).names).toEqual(["id"]);
  expect(readFileSync(join(directory, "private/deep/all.csv"), "utf8")).toBe(
    "id,word\n0,a\n1,0\n2,a\n3,2\n4,a\n5,4\n",
  );
  expect(readdirSync(join(directory, "public/deep"))).toEqual(["all.parquet"]);
});
