import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError, type Progress } from "@mlebench/core";
import { formatCsv, tableFromColumns } from "@mlebench/table";
import { afterAll, describe, expect, test } from "vitest";
import { type NpyValues, npyBytes, readNpyColumn, readNpyHeader, takeNpyRows } from "../src/npy.js";

const scratch = mkdtempSync(join(tmpdir(), "mlebench-npy-"));
afterAll(() => rmSync(scratch, { recursive: true }));
const from = join(scratch, "from.npy");
const to = join(scratch, "to.npy");

interface Recorded {
  /** Files in base64. */
  files: Record<string, string>;
  taken: { name: string; rows: number[]; saved: string }[];
  columns: Record<string, { npy: string; csv: string }>;
  written: { kind: string; values: (number | string)[]; shape: number[]; npy: string }[];
}

const recorded = JSON.parse(readFileSync(new URL("fixtures/npy.json", import.meta.url), "utf8")) as Recorded;

function fileOf(bytes: Uint8Array | string): string {
  writeFileSync(from, bytes);
  return from;
}

/** What a person is told of a file. */
function refusal(bytes: Uint8Array, read: (path: string) => unknown = readNpyHeader): string {
  try {
    read(fileOf(bytes));
  } catch (error) {
    return describeError(error);
  }
  return "nothing";
}

function byHand(header: string, version = [1, 0], data = new Uint8Array(64)): Buffer {
  const length = Buffer.alloc(version[0] === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([
    Buffer.from("\x93NUMPY", "latin1"),
    Uint8Array.from(version),
    length,
    Buffer.from(header, "latin1"),
    data,
  ]);
}

const described = (descr: string, shape = "(2,)"): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;

describe("rows are saved as NumPy saves them", () => {
  for (const [name, file] of Object.entries(recorded.files)) {
    test(name.replaceAll("\n", " "), async () => {
      fileOf(Buffer.from(file, "base64"));
      const cases = recorded.taken.filter((taken) => taken.name === name);
      expect(cases.length).toBeGreaterThan(0);
      for (const { rows, saved } of cases) {
        await takeNpyRows(from, Uint32Array.from(rows), to);
        expect(readFileSync(to).toString("latin1")).toBe(Buffer.from(saved, "base64").toString("latin1"));
      }
    });
  }
});

test("rows come in the right order however many and however far apart they are", async () => {
  const count = 2 * (1 << 20) + 12_345;
  const values = Uint8Array.from({ length: 5 * count }, (_, i) => (i * 7919) >> 3);
  fileOf(npyBytes(values, [count, 5]));
  const scattered = Uint32Array.from({ length: count }, (_, i) => (i * 611_953) % count);
  const few = Uint32Array.of(count - 1, 0, 500_000, 0, 500_001, count - 2);
  for (const rows of [scattered, few]) {
    const steps: Progress[] = [];
    await takeNpyRows(from, rows, to, { onProgress: (progress) => steps.push(progress) });
    const wanted = new Uint8Array(5 * rows.length);
    rows.forEach((row, i) => {
      wanted.set(values.subarray(5 * row, 5 * row + 5), 5 * i);
    });
    expect(readFileSync(to).equals(npyBytes(wanted, [rows.length, 5]))).toBe(true);
    expect(steps.at(-1)).toEqual({
      step: "write to.npy",
      done: rows.length,
      total: rows.length,
      unit: "rows",
    });
  }
});

test("no rows are an array of no rows", async () => {
  await takeNpyRows(fileOf(npyBytes(new Float32Array(6), [2, 3])), new Uint32Array(), to);
  expect(readFileSync(to).equals(npyBytes(new Float32Array(), [0, 3]))).toBe(true);
});

test("a row that is not there is refused, and nothing is left behind", async () => {
  rmSync(to, { force: true });
  fileOf(npyBytes(new Float32Array(6), [2, 3]));
  await expect(takeNpyRows(from, Uint32Array.of(0, 2), to)).rejects.toThrow(
    "Not enough rows in the array: 2",
  );
  fileOf(byHand(described("'<f4'", "()")));
  await expect(takeNpyRows(from, Uint32Array.of(0), to)).rejects.toThrow("single value");
  expect(existsSync(to)).toBe(false);
  expect(readdirSync(scratch)).toEqual(["from.npy"]);
});

test("a header holds type, shape, and offset of the values", () => {
  expect(readNpyHeader(fileOf(npyBytes(new Float32Array(12), [4, 3])))).toEqual({
    descr: "<f4",
    kind: "f",
    itemBytes: 4,
    littleEndian: true,
    fortranOrder: false,
    shape: [4, 3],
    dataOffset: 128,
    rowBytes: 12,
  });
  expect(readNpyHeader(fileOf(byHand(described("'>U2'"), [3, 0])))).toMatchObject({
    descr: ">U2",
    itemBytes: 8,
    littleEndian: false,
    rowBytes: 8,
  });
});

describe("a column of an array is written as pandas writes it", () => {
  for (const [name, { npy, csv }] of Object.entries(recorded.columns)) {
    test(name, () => {
      const value = readNpyColumn(fileOf(Buffer.from(npy, "base64")));
      const id = Float64Array.from({ length: value.values.length }, (_, row) => row);
      expect(formatCsv(tableFromColumns({ id: { dtype: "int64", values: id }, value }))).toBe(csv);
    });
  }

  test("values of more than one read", () => {
    const texts = Array.from({ length: 300_000 }, (_, i) => `label ${i % 1009}`);
    const { values } = readNpyColumn(fileOf(npyBytes(texts)));
    expect(values).toEqual(texts);
  });
});

test("columns of other kinds are refused", () => {
  expect(refusal(npyBytes(new Float32Array(3)), readNpyColumn)).toMatch(/type `<f4`.*64-bit floats/);
  expect(refusal(byHand(described("'|S3'")), readNpyColumn)).toMatch(/type `\|S3`/);
  expect(refusal(npyBytes(new Float64Array(6), [2, 3]), readNpyColumn)).toMatch(
    /2 dimensions.*one dimension/,
  );
  const surrogates = Uint8Array.of(0x41, 0, 0, 0, 0, 0xd8, 0, 0);
  expect(refusal(byHand(described("'<U1'"), [1, 0], surrogates), readNpyColumn)).toMatch(
    /Invalid Unicode.*row 2/,
  );
  const beyond = Uint8Array.of(0x41, 0, 0, 0, 0, 0, 0x11, 0);
  expect(refusal(byHand(described("'<U1'"), [1, 0], beyond), readNpyColumn)).toMatch(
    /Invalid Unicode.*row 2/,
  );
});

test("rejects what is no .npy file, complete or in part", () => {
  const whole = npyBytes(new Float32Array(6), [2, 3]);
  expect(refusal(Buffer.from("Id,Class\n0,1\n"))).toMatch(/Not an .npy file .*from\.npy.*np\.save.*Download/);
  expect(refusal(Buffer.alloc(0))).toMatch(/Not an .npy file/);
  expect(refusal(whole.subarray(0, 9))).toMatch(/Unexpected end of .npy file.*a header/);
  expect(refusal(whole.subarray(0, 100))).toMatch(/Unexpected end of .npy file.*a header of 118 bytes/);
  expect(refusal(whole.subarray(0, 151))).toMatch(/Unexpected end of .npy file.*152 bytes; there are 151/);
  expect(refusal(byHand(described("'<f4'"), [4, 0]))).toMatch(/version 4\.0.*1\.0, 2\.0 or 3\.0/);
  expect(refusal(byHand(`${described("'<f4'")}${" ".repeat(10_000)}`))).toMatch(/at most 10000/);
  expect(() => readNpyHeader(join(scratch, "absent.npy"))).toThrow("File not found");
  expect(() => readNpyHeader(scratch)).toThrow("Not a regular file");
});

test("a header that NumPy would not read is refused", () => {
  const headers = [
    "",
    "{}",
    "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': [2]}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': (1,)}",
    "'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}",
    described("'<f4'", "(2)"),
    described("'<f4'", "(,)"),
    described("'<f4'", "(2,,3)"),
    described("'<f4'", "(99999999999999999999,)"),
    described("'<f4'", "(9007199254740991, 3)"),
  ];
  for (const header of headers) expect(refusal(byHand(header)), header).toMatch(/Invalid .npy header/);
});

test("Python objects, records and unknown types are refused", () => {
  expect(refusal(byHand(described("'|O'")))).toMatch(/pickled Python objects.*plain values/);
  expect(refusal(byHand(described("[('a', '<i4'), ('b', '<f4', (2,))]")))).toMatch(/records/);
  for (const type of ["'<f3'", "'<x4'", "'<U0'", "'<f'", "'<i4[ns]'", "'int'"]) {
    expect(refusal(byHand(described(type))), type).toMatch(/unknown type/);
  }
});

describe("values are written as NumPy saves them", () => {
  const arrays: Record<string, (values: number[]) => NpyValues> = Object.fromEntries(
    [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array].map(
      (TypedArray) => [TypedArray.name, (values: number[]) => TypedArray.from(values)],
    ),
  );
  for (const { kind, values, shape, npy } of recorded.written) {
    test(kind, () => {
      const array = arrays[kind]?.(values.map(Number)) ?? values.map(String);
      expect(npyBytes(array, shape).toString("base64")).toBe(npy);
    });
  }

  test("also those of 8 bytes", () => {
    const signed = recorded.columns["<i8 large"];
    const unsigned = recorded.columns["<u8"];
    const values = BigInt64Array.of(-5n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n));
    expect(npyBytes(values).toString("base64")).toBe(signed.npy);
    expect(npyBytes(BigUint64Array.of(0n, 2n ** 64n - 1n)).toString("base64")).toBe(unsigned.npy);
  });

  test("unless the shape does not fit", () => {
    expect(() => npyBytes(new Float32Array(6), [2, 2])).toThrow("does not fit 6 values");
  });
});
