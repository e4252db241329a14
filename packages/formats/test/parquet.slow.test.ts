import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Column, type Table, tableFromColumns } from "@mlebench/table";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  parquetContentDigest,
  readParquet,
  readParquetBatches,
  readParquetSchema,
  tableContentDigest,
  writeParquet,
} from "../src/parquet.js";

interface RecordedFile {
  readonly name: string;
  readonly rows: number;
  readonly names: readonly string[];
  readonly dtypes: readonly string[];
  readonly digest: string;
  readonly file: string;
}

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const recorded: readonly RecordedFile[] = JSON.parse(readFileSync(fixture("parquet.json"), "utf8"));
const pythonPath = process.env.MLEBENCH_PYTHON ?? "";
const hasPython = existsSync(pythonPath);
if (!hasPython)
  console.warn("No Python in $MLEBENCH_PYTHON: what pyarrow and fastparquet read back is NOT tested.");

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-parquet-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const path = (name: string) => join(directory, name);
const dtypesOf = (table: Table) => table.names.map((_, index) => table.columnAt(index).dtype);

function fileOf(one: RecordedFile): string {
  const file = path("recorded.parquet");
  writeFileSync(file, Buffer.from(one.file, "base64"));
  return file;
}

const sample: Record<string, Column> = {
  id: { dtype: "int64", values: Float64Array.of(0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, -4294967296) },
  big: { dtype: "int64", values: BigInt64Array.of(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n) },
  unsigned: { dtype: "uint64", values: BigUint64Array.of(0n, 1n, 2n ** 63n, 2n ** 64n - 1n, 5n) },
  float: { dtype: "float64", values: Float64Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324) },
  full: { dtype: "float64", values: Float64Array.of(1, 2, 3, 4, 5) },
  flag: { dtype: "bool", values: Uint8Array.of(1, 0, 0, 1, 1) },
  text: { dtype: "object", values: ["a", "", null, "é漢😀", "line\nbreak"] },
  maybe: { dtype: "object", values: [true, null, false, null, true] },
};

describe("files that pyarrow and fastparquet wrote", () => {
  test.each(recorded.map((one) => [one.name, one] as const))(
    "are read as pandas reads them: %s",
    async (_, one) => {
      const file = fileOf(one);
      const table = await readParquet(file);
      expect([...table.names]).toEqual(one.names);
      expect(dtypesOf(table)).toEqual(one.dtypes);
      expect(table.length).toBe(one.rows);
      expect(tableContentDigest(table)).toBe(one.digest);
      expect(await parquetContentDigest(file)).toBe(one.digest);
      const schema = await readParquetSchema(file);
      expect(schema).toEqual({
        rows: one.rows,
        fields: one.names.map((name, index) => ({ name, dtype: one.dtypes[index] })),
      });
    },
  );

  test.each([1, 7, 64, 1000])("are the same in batches of %i rows", async (rows) => {
    for (const one of recorded) {
      const file = fileOf(one);
      const copy = path("copy.parquet");
      const lengths: number[] = [];
      async function* watched() {
        for await (const table of readParquetBatches(file, { rows })) {
          expect(dtypesOf(table)).toEqual(one.dtypes);
          lengths.push(table.length);
          yield table;
        }
      }
      if (one.rows > 500 && rows < 64) continue;
      await writeParquet(watched(), copy);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(rows);
      expect(lengths.reduce((total, length) => total + length, 0)).toBe(one.rows);
      expect(await parquetContentDigest(copy), one.name).toBe(one.digest);
    }
  });
});

describe("reading", () => {
  test("only the named columns, in the named order", async () => {
    const file = path("columns.parquet");
    await writeParquet(tableFromColumns(sample), file);
    const table = await readParquet(file, { columns: ["text", "id"] });
    expect([...table.names]).toEqual(["text", "id"]);
    expect(table.column("id")).toEqual(sample.id);
    await expect(readParquet(file, { columns: ["nope"] })).rejects.toThrow("Missing column `nope`");
  });

  test("keeps integers in floats while all are safe, else in 64 bits", async () => {
    const file = path("integers.parquet");
    await writeParquet(tableFromColumns({ id: sample.id, big: sample.big }), file);
    const table = await readParquet(file);
    expect(table.column("id").values).toBeInstanceOf(Float64Array);
    expect(table.column("big").values).toBeInstanceOf(BigInt64Array);
    expect(table.column("big").values).toEqual(sample.big.values);
  });

  test("a damaged, a cut, and a missing file are errors that the user can fix", async () => {
    const file = path("whole.parquet");
    await writeParquet(tableFromColumns(sample), file);
    const whole = readFileSync(file);
    const broken = path("broken.parquet");
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from("id,x\n1,2\n"),
      whole.subarray(0, whole.length - 9),
      whole.subarray(20),
    ]) {
      writeFileSync(broken, bytes);
      await expect(readParquet(broken)).rejects.toMatchObject({
        name: "UserError",
        details: { file: broken },
      });
    }
    await expect(readParquet(path("none.parquet"))).rejects.toMatchObject({ name: "UserError" });
  });

  test("any flipped byte gives a table or a UserError, never another failure", async () => {
    const file = path("whole.parquet");
    await writeParquet(tableFromColumns(sample), file);
    const whole = readFileSync(file);
    const broken = path("flipped.parquet");
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= 0x55;
      writeFileSync(broken, bytes);
      const outcome = await readParquet(broken).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome.name, `byte ${at}: ${outcome.stack}`).toBe("UserError");
    }
  });
});

describe("writing", () => {
  test("what was written is read back", async () => {
    const file = path("sample.parquet");
    const table = tableFromColumns(sample);
    await writeParquet(table, file);
    const back = await readParquet(file);
    for (const [name, column] of Object.entries(sample)) expect(back.column(name), name).toEqual(column);
    expect(tableContentDigest(back)).toBe(tableContentDigest(table));
  });

  test("any table of any length is read back", async () => {
    const rows = fc.array(
      fc.record({
        float: fc.double(),
        int: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        safe: fc.maxSafeInteger().map((value) => value + 0),
        text: fc.option(fc.string({ unit: "binary" })),
        flag: fc.boolean(),
      }),
      { maxLength: 40 },
    );
    const file = path("property.parquet");
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        const table = tableFromColumns({
          float: { dtype: "float64", values: Float64Array.from(cells, (row) => row.float) },
          int: { dtype: "int64", values: BigInt64Array.from(cells, (row) => row.int) },
          safe: { dtype: "int64", values: Float64Array.from(cells, (row) => row.safe) },
          text: { dtype: "object", values: cells.map((row) => row.text) },
          flag: { dtype: "bool", values: Uint8Array.from(cells, (row) => Number(row.flag)) },
        });
        await writeParquet(table, file);
        expect(await parquetContentDigest(file)).toBe(tableContentDigest(table));
      }),
      { numRuns: 100 },
    );
  });

  test("more rows than a row group holds", async () => {
    const count = (1 << 20) + 12_345;
    const table = tableFromColumns({
      id: { dtype: "int64", values: Float64Array.from({ length: count }, (_, i) => i * 3 - 1000) },
      x: {
        dtype: "float64",
        values: Float64Array.from({ length: count }, (_, i) => (i % 11 === 0 ? Number.NaN : i / 7)),
      },
    });
    const file = path("long.parquet");
    await writeParquet(table, file);
    expect(await parquetContentDigest(file)).toBe(tableContentDigest(table));
    if (hasPython)
      expect(readBack(file).map((one) => one.digest)).toEqual(Array(2).fill(tableContentDigest(table)));
  });

  test("nothing is left behind when it fails, and an older file stays", async () => {
    const folder = mkdtempSync(join(directory, "failing-"));
    const file = join(folder, "out.parquet");
    const good = tableFromColumns({ a: { dtype: "object", values: ["x"] } });
    await writeParquet(good, file);
    const before = readFileSync(file);
    const mixed = tableFromColumns({ a: { dtype: "object", values: ["x", 1n] } });
    await expect(writeParquet(mixed, file)).rejects.toThrow("mixes types");
    const other = tableFromColumns({ b: { dtype: "object", values: ["x"] } });
    await expect(writeParquet([good, other], file)).rejects.toThrow("different columns");
    await expect(writeParquet([good, mixed], file)).rejects.toMatchObject({
      details: { column: "a", row: 2 },
    });
    await expect(writeParquet([], file)).rejects.toThrow("No table");
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(folder)).toEqual(["out.parquet"]);
    await expect(writeParquet(good, join(folder, "none", "out.parquet"))).rejects.toMatchObject({
      name: "UserError",
    });
  });
});

interface ReadBack {
  readonly engine: string;
  readonly digest: string;
  readonly rows: number;
  readonly dtypes: readonly string[];
}

function readBack(file: string): ReadBack[] {
  const text = execFileSync(pythonPath, [fixture("parquet_digest.py"), file], { encoding: "utf8" });
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe.runIf(hasPython)("what Python reads of our files", () => {
  test("pandas sees the same names, types and values through pyarrow and through fastparquet", async () => {
    const file = path("python.parquet");
    const { maybe: _, ...columns } = sample;
    const table = tableFromColumns(columns);
    await writeParquet(table, file);
    const dtypes = dtypesOf(table);
    const digest = tableContentDigest(table);
    expect(readBack(file)).toEqual([
      { engine: "pyarrow", digest, rows: 5, dtypes },
      { engine: "fastparquet", digest, rows: 5, dtypes },
    ]);
  });

  test("a table without rows keeps its columns", async () => {
    const file = path("empty.parquet");
    const table = tableFromColumns({
      id: { dtype: "int64", values: new Float64Array(0) },
      t: { dtype: "object", values: [] },
    });
    await writeParquet(table, file);
    expect((await readParquet(file)).length).toBe(0);
    expect(readBack(file).map(({ rows, dtypes }) => ({ rows, dtypes }))).toEqual(
      Array(2).fill({ rows: 0, dtypes: ["int64", "object"] }),
    );
  });

  test("the schema is the one that fastparquet writes", async () => {
    const ours = path("schema-ours.parquet");
    const theirs = path("schema-theirs.parquet");
    await writeParquet(tableFromColumns(sample), ours);
    const script = `
import sys, pandas as pd, pyarrow.parquet as pq
frame = pd.read_parquet(sys.argv[1], engine="pyarrow")
frame.to_parquet(sys.argv[2], engine="fastparquet", index=False)
describe = lambda path: [(c.name, c.physical_type, str(c.logical_type), c.converted_type, c.max_definition_level) for c in pq.ParquetFile(path).schema]
print(describe(sys.argv[1]) == describe(sys.argv[2]), pq.read_metadata(sys.argv[1]).row_group(0).column(0).compression)
`;
    expect(execFileSync(pythonPath, ["-c", script, ours, theirs], { encoding: "utf8" }).trim()).toBe(
      "True SNAPPY",
    );
  });
});
