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

test.each([["text"], [BigInt64Array.of(1n)]])("an array of %o is refused", (values) => {
  const bytes = typeof values === "string" ? npyBytes([values]) : npyBytes(values);
  expect(() => readNpyArray(fileOf(bytes))).toThrow("Unsupported array type");
});
