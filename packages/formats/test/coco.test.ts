import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CocoIndex } from "../src/coco.js";
import { JsonLists } from "../src/json-lists.js";
import { formatPythonJson } from "../src/python-json.js";

const home = mkdtempSync(join(tmpdir(), "mlebench-coco-"));
const opened: JsonLists[] = [];
afterAll(() => {
  for (const file of opened) file.close();
  rmSync(home, { recursive: true, force: true });
});

function indexOf(text: string, imageId = "id"): CocoIndex {
  const path = join(home, `${opened.length}.json`);
  writeFileSync(path, text);
  const json = new JsonLists(path);
  opened.push(json);
  return new CocoIndex(json, imageId);
}

const three = `{
  "info": {"b": 1, "a": 2.0},
  "annotations": [
    {"image_id": "c", "category_id": 7}, {"image_id": "a", "category_id": 0}, {"image_id": "b", "category_id": 7}
  ],
  "images": [{"id": "c", "file_name": "c.jpg"}, {"id": "a", "file_name": "a.jpg"}, {"file_name": "b.jpg", "id": "b"}]
}`;

test("images go by category in the order of their first image", () => {
  const index = indexOf(three);
  const categories = index.positionsByCategory();
  expect([...categories]).toEqual([
    [7, [0, 2]],
    [0, [1]],
  ]);
  expect(index.categories([1, 0, 0])).toEqual([0, 7, 7]);
});

test("the ID of an image may have another name", () => {
  const text = '{"annotations":[{"image_id":1,"category_id":2}],"images":[{"image_id":1}]}';
  expect(indexOf(text, "image_id").positionsByCategory().size).toBe(1);
});

test("a part of an index is written with other values", () => {
  const index = indexOf(three);
  const images = index.images([2, 0], (row, image) => ({ id: row, old: image.get("id") ?? null }));
  const written = index.with({ annotations: index.annotations([2, 0]), images, note: [] });
  expect(formatPythonJson(written)).toBe(
    '{"info": {"b": 1, "a": 2.0}, "annotations": [{"image_id": "b", "category_id": 7}, {"image_id": "c", "category_id": 7}], ' +
      '"images": [{"file_name": "b.jpg", "id": 0.0, "old": "b"}, {"id": 1.0, "file_name": "c.jpg", "old": "c"}], "note": []}',
  );
  expect(formatPythonJson(index.select("info"), { sortKeys: true })).toBe('{"info": {"a": 2.0, "b": 1}}');
  expect(() => index.select("licenses")).toThrow("Missing field `licenses`");
  expect([...index.fileNames([1, 1], (file, row) => `${row}/${file}`)]).toEqual(["0/a.jpg", "1/a.jpg"]);
});

test("a list that nothing replaces is written from the file", () => {
  const index = indexOf('{"images":[],"annotations":[],"distances":[1.50,{"b":[],"a":1}]}');
  expect(formatPythonJson(index.with({}), { sortKeys: true })).toBe(
    '{"annotations": [], "distances": [1.5, {"a": 1, "b": []}], "images": []}',
  );
});

test.each([
  ["no lists", '{"images":[]}', "Missing list `annotations`"],
  ["lists of other things", '{"annotations":[1],"images":[1]}', "Invalid item"],
  ["other lengths", '{"annotations":[],"images":[{"id":1}]}', "Wrong number of images: 1"],
  [
    "other orders",
    '{"annotations":[{"image_id":1,"category_id":2}],"images":[{"id":2}]}',
    "Annotations and images are in different orders",
  ],
  [
    "IDs that are nowhere",
    '{"annotations":[{"category_id":2}],"images":[{}]}',
    "Annotations and images are in different orders",
  ],
  [
    "categories that are names",
    '{"annotations":[{"image_id":1,"category_id":"x"}],"images":[{"id":1}]}',
    "Invalid category",
  ],
])("%s are refused", (_, text, message) => {
  expect(() => indexOf(text).positionsByCategory()).toThrow(message);
});

test("a filename that is none is refused", () => {
  const index = indexOf('{"annotations":[{}],"images":[{"file_name":1}]}');
  expect(() => [...index.fileNames([0], (file) => file)]).toThrow("Missing filename");
});
