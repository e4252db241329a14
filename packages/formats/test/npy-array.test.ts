import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { npyBytes, readNpyArray } from "../src/npy.js";

const home = mkdtempSync(join(tmpdir(), "mlebench-npy-array-"));
afterAll(() => rmSync(home, { recursive: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(home, "some.npy");
  writeFileSync(path, bytes);
  return path;
}

interface Recorded {
  name: string;
  npy: string;
  shape: number[];
  values: number[];
}
const recorded = JSON.parse(
  readFileSync(new URL("fixtures/npy-arrays.json", import.meta.url), "utf8"),
) as Recorded[];

test.each(recorded)("an array of $name has NumPy's values", ({ npy, shape, values }) => {
  const array = readNpyArray(fileOf(Buffer.from(npy, "base64")));
  expect({ shape: array.shape, values: [...array.values] }).toEqual({ shape, values });
});

test("an array of text is refused", () => {
  expect(() => readNpyArray(fileOf(npyBytes(["text"])))).toThrow("Unsupported array type");
});

test("integers that no double holds are refused", () => {
  const values = BigInt64Array.of(1n, -(2n ** 53n));
  expect(() => readNpyArray(fileOf(npyBytes(values)))).toThrow("Integer too large");
});
