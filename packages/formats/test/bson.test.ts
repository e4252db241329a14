import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bsonDocument, bsonInteger, readBsonDocuments, withoutBsonField } from "../src/bson.js";

interface Recorded {
  /** Documents as `bson.encode` of pymongo writes them. */
  documents: { id: string; whole: string; withoutCategory: string }[];
}
const recorded = JSON.parse(readFileSync(new URL("fixtures/bson.json", import.meta.url), "utf8")) as Recorded;
const documents = recorded.documents.map(({ whole }) => Buffer.from(whole, "base64"));

const home = mkdtempSync(join(tmpdir(), "mlebench-bson-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(home, "some.bson");
  writeFileSync(path, bytes);
  return path;
}

describe("documents of pymongo", () => {
  test("are read one by one, whatever their size", () => {
    const large = bsonDocument({ picture: new Uint8Array(9 << 20) });
    const all = [...documents, large, ...documents];
    const read = Array.from(readBsonDocuments(fileOf(Buffer.concat(all))), (document) =>
      Buffer.from(document),
    );
    expect(read.map((document) => document.equals(all[read.indexOf(document)]))).toEqual(all.map(() => true));
  });

  test("give their integers of 32 and 64 bits", () => {
    expect(documents.map((document) => String(bsonInteger(document, "_id")))).toEqual(
      recorded.documents.map(({ id }) => id),
    );
    expect(bsonInteger(documents[0], "absent")).toBeUndefined();
    expect(() => bsonInteger(documents[0], "imgs")).toThrow("is not an integer");
  });

  test("lose a field as pymongo would write them", () => {
    const without = documents.map((document) => withoutBsonField(document, "category_id").toString("base64"));
    expect(without).toEqual(recorded.documents.map(({ withoutCategory }) => withoutCategory));
    expect(withoutBsonField(documents[0], "absent").equals(documents[0])).toBe(true);
  });

  test("are written byte for byte", () => {
    const picture = Buffer.from([0xff, 0xd8, 0, 0xd9]);
    expect([
      bsonDocument({ _id: 0, imgs: [{ picture }], category_id: 1_000_010_653 }),
      bsonDocument({ _id: 5_000_000_000n, imgs: [{ picture }, { picture }], category_id: 7 }),
      bsonDocument({
        _id: 3,
        text: "é\0x",
        half: 0.5,
        yes: true,
        none: null,
        inner: { a: -1 },
        category_id: 2,
      }),
    ]).toEqual(documents);
  });
});

test.each([
  ["text", Buffer.from("not BSON at all, but long enough")],
  ["a cut file", documents[0].subarray(0, -1)],
  ["a length below the smallest", Buffer.from([4, 0, 0, 0, 0])],
  ["two stray bytes", Buffer.concat([documents[0], Buffer.from([1, 0])])],
])("a file that is %s is refused with its name", (_, bytes) => {
  expect(() => [...readBsonDocuments(fileOf(bytes))]).toThrow("Invalid BSON file");
});

test("a document of unknown types is refused", () => {
  const bytes = Buffer.from(documents[0]);
  bytes[4] = 0x7e;
  expect(() => withoutBsonField(bytes, "category_id")).toThrow("Invalid BSON document");
});
