import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exampleBytes, readTfRecords, tfRecords } from "../src/tf-records.js";

const scratch = mkdtempSync(join(tmpdir(), "mlebench-tf-records-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(scratch, "some.tfrec");
  writeFileSync(path, bytes);
  return path;
}

function names(bytes: Uint8Array): string[] {
  return Array.from(readTfRecords(fileOf(bytes)), (record) =>
    exampleBytes(record, "name").map(String).join("|"),
  );
}

test("records come back in order, also those larger than a read", () => {
  const large = new Uint8Array(3 << 20).fill(7);
  const file = tfRecords([
    { image: large, name: Buffer.from("one") },
    { name: Buffer.from("zwei Ü"), image: Buffer.from("x") },
    { image: Buffer.from("y") },
  ]);
  expect(names(file)).toEqual(["one", "zwei Ü", ""]);
});

test("an empty file has no records", () => {
  expect(names(new Uint8Array())).toEqual([]);
});

test("length and data each precede their checksum, as TensorFlow requires", () => {
  // Computed bit by bit from the definition of CRC-32C.
  const file = tfRecords([{}]);
  expect(file.toString("hex")).toBe(["0200000000000000", "78270b34", "0a00", "39818bab"].join(""));
});

test("an integer is a packed int64 list", () => {
  const file = tfRecords([{ n: 300 }]);
  const list = ["1a04", "0a02", "ac02"].join("");
  expect(file.subarray(12, -4).toString("hex")).toBe(`0a0d0a0b0a016e1206${list}`);
  expect(names(file)).toEqual([""]);
});

test("other kinds of fields and features are passed over", () => {
  // Features { "n": int64 list [5], "name": bytes list ["a", "b"] }, with a varint, a 32-bit and a 64-bit field around.
  const entry = (key: string, feature: number[]): number[] => {
    const body = [0x0a, key.length, ...Buffer.from(key), 0x12, feature.length, ...feature];
    return [0x0a, body.length, ...body];
  };
  const features = [
    ...entry("n", [0x1a, 3, 0x0a, 1, 5]),
    ...entry("name", [0x0a, 6, 0x0a, 1, 0x61, 0x0a, 1, 0x62]),
  ];
  const message = Buffer.from([
    0x50,
    0x96,
    1,
    0x0a,
    features.length,
    ...features,
    0x5d,
    1,
    2,
    3,
    4,
    0x61,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
  ]);
  expect(exampleBytes(message, "name").map(String)).toEqual(["a", "b"]);
  expect(exampleBytes(message, "n")).toEqual([]);
});

test("a file that ends early or is something else is refused", () => {
  const file = tfRecords([{ name: Buffer.from("one") }]);
  expect(() => names(file.subarray(0, -1))).toThrow("Invalid TFRecord file");
  expect(() => names(file.subarray(0, 5))).toThrow("Invalid TFRecord file");
  expect(() => names(Buffer.from("id,name\n1,one\n2,two\n"))).toThrow("Invalid TFRecord file");
  expect(() => [...readTfRecords(join(scratch, "absent"))]).toThrow("Cannot read the file");
  expect(() => exampleBytes(Buffer.from([0x0a, 5, 1]), "name")).toThrow("not a tf.train.Example");
});
