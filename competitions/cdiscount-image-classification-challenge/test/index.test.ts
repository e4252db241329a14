import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bsonDocument, bsonInteger, readBsonDocuments } from "@mlebench/formats/bson";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

const product = (id: number, more: Record<string, number | string>): Buffer =>
  bsonDocument({ _id: id, imgs: [{ picture: Buffer.from(`picture ${id}`) }], ...more });
const prepare = (products: readonly Uint8Array[]) =>
  harness.prepare({ "train.bson": Buffer.concat(products), "category_names.csv": "category_id\n7\n" });
const idsIn = (file: string): number[] =>
  Array.from(readBsonDocuments(file), (document) => Number(bsonInteger(document, "_id")));

test("documents keep their order and bytes, test documents lose their category", async () => {
  const ids = Array.from({ length: 150 }, (_, i) => (i * 37) % 151);
  const products = ids.map((id) => product(id, { category_id: 7, note: "é" }));
  const made = await prepare(products);
  const test = new Set(idsIn(join(made.public, "test.bson")));
  expect(test.size).toBe(15);
  const expected = (kept: boolean) => ids.filter((id) => test.has(id) !== kept);
  const bytesOf = (wanted: readonly number[]) =>
    Buffer.concat(products.filter((_, i) => wanted.includes(ids[i])));
  const read = (name: string) => readFileSync(join(made.public, name));
  expect(read("train.bson").equals(bytesOf(expected(true)))).toBe(true);
  expect(read("train_example.bson").equals(bytesOf(expected(true).slice(0, 100)))).toBe(true);
  const without = expected(false).map((id) => product(id, { note: "é" }));
  expect(read("test.bson").equals(Buffer.concat(without))).toBe(true);
  const rows = readFileSync(join(made.private, "answers.csv"), "utf8");
  const sorted = [...test].sort((a, b) => a - b);
  expect(rows).toBe(`_id,category_id\n${sorted.map((id) => `${id},7\n`).join("")}`);
});

test.each([
  ["without category", [product(1, { category_id: 7 }), product(2, {})], "Missing field of a product"],
  ["with a name for a category", [product(1, { category_id: "x" })], "is not an integer"],
  ["that end early", [product(1, { category_id: 7 }), Buffer.alloc(3)], "Invalid BSON file"],
  ["that are one product", [product(1, { category_id: 7 })], "Not enough data for a train/test split"],
])("data %s are rejected", async (_, products, message) => {
  await expect(prepare(products)).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining(message),
  });
});
