import { expect, test } from "vitest";
import { cocoExamplesByCategory } from "../src/coco.js";
import { parsePythonJson } from "../src/python-json.js";

const parse = (text: string) => parsePythonJson(text);

test("images go by category in the order of their first image", () => {
  const index = parse(`{
    "info": {},
    "annotations": [
      {"image_id": "c", "category_id": 7}, {"image_id": "a", "category_id": 0}, {"image_id": "b", "category_id": 7}
    ],
    "images": [{"id": "c"}, {"id": "a"}, {"id": "b"}]
  }`);
  const categories = cocoExamplesByCategory(index);
  expect([...categories.keys()]).toEqual([7n, 0n]);
  expect(categories.get(7n)?.map(({ image }) => image.get("id"))).toEqual(["c", "b"]);
});

test("the ID of an image may have another name", () => {
  const index = parse('{"annotations":[{"image_id":1,"category_id":2}],"images":[{"image_id":1}]}');
  expect(cocoExamplesByCategory(index, { imageId: "image_id" }).size).toBe(1);
});

test.each([
  ["no lists", '{"images":[]}', "Missing list `annotations`"],
  ["lists of other things", '{"annotations":[1],"images":[1]}', "Missing list `annotations`"],
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
  expect(() => cocoExamplesByCategory(parse(text), { file: "train.json" })).toThrow(message);
});
