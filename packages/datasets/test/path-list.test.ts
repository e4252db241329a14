import { expect, test } from "vitest";
import { PathList } from "../src/raw/path-list.js";
import { folderOfPaths } from "../src/raw/raw-layout.js";

function listOf(...paths: string[]): PathList {
  const list = new PathList();
  for (const path of paths) list.add({ path: path.replace(/\/$/, ""), isDirectory: path.endsWith("/") });
  return list;
}

test("gives back paths in their order, however many and in any letters", () => {
  const paths = Array.from(
    { length: 20_000 },
    (_, index) => `ordner-ä/日本/${"x".repeat(index % 90)}${index}`,
  );
  const list = listOf(...paths, "empty/");
  expect(Array.from(list, ({ path }) => path)).toEqual([...paths, "empty"]);
  expect(Array.from(list, ({ isDirectory }) => isDirectory).indexOf(true)).toBe(20_000);
});

test("a folder of paths has each name once, files and folders apart", () => {
  const folder = folderOfPaths(listOf("a/b/1.csv", "a/", "train.csv", "a/b/2.csv", "empty/", "ab/c"));
  expect(folder.names()).toEqual(["a", "train.csv", "empty", "ab"]);
  expect(["a", "train.csv", "empty", "ab", "none"].map(folder.isFolder)).toEqual([
    true,
    false,
    true,
    true,
    false,
  ]);
  expect(folder.enter("a").names()).toEqual(["b"]);
  expect(folder.enter("a").enter("b").names()).toEqual(["1.csv", "2.csv"]);
  expect(folder.enter("empty").names()).toEqual([]);
});
