import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readDocuments, requireDocuments } from "../src/index.js";
import { directoryWith, removeDirectories } from "./harness-files.js";

afterEach(removeDirectories);

test("documents are the texts of each competition's folder, in order", () => {
  const directory = directoryWith({
    "b/description.md": "B",
    "a/post.txt": "\uFEFFPost",
    "a/description.md": "A",
    "a/description_obfuscated.md": "Hidden",
    "a/notes.pdf": "not a text",
    "README.md": "beside the folders",
  });
  const { documents, warnings } = readDocuments(directory);
  expect(
    documents.map(({ competition, name, text, isObfuscated }) => [competition, name, text, isObfuscated]),
  ).toEqual([
    ["a", "description.md", "A", false],
    ["a", "description_obfuscated.md", "Hidden", true],
    ["a", "post.txt", "Post", false],
    ["b", "description.md", "B", false],
  ]);
  expect(warnings).toEqual([]);
  expect(readDocuments(directory, new Set(["b"])).documents).toHaveLength(1);
});

test("what is no text is left out with a warning, and stops nothing", () => {
  const directory = directoryWith({
    "a/binary.txt": new Uint8Array([72, 0, 105]),
    "a/empty.md": " \n",
    "a/latin.txt": new Uint8Array([99, 97, 102, 233]),
    "a/wide.txt": Buffer.from("\ufeffcaf\u{e9}", "utf16le"),
    "a/pointer.md": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "a/huge.txt": Buffer.alloc(5_000_001, "a"),
    "a/line\nbreak.txt": "text",
  });
  mkdirSync(join(directory, "a/folder.txt"));
  symlinkSync("nowhere", join(directory, "a/link.txt"));
  symlinkSync("link2.txt", join(directory, "a/link2.txt"));
  const { documents, warnings } = readDocuments(directory);
  expect(documents.map(({ name }) => name)).toEqual(["latin.txt", "line\nbreak.txt", "wide.txt"]);
  expect(documents.map(({ text }) => text)).toEqual(["caf\u{e9}", "text", "caf\u{e9}"]);
  expect(warnings).toHaveLength(7);
  expect(warnings.join("\n")).toMatch(
    /binary.*\n.*empty.*\n.*not a regular file.*\n.*larger than 5 MB.*\n.*ENOENT.*\n.*ELOOP.*\n.*Git-LFS/s,
  );
});

test("nothing to measure, and no directory, are errors", () => {
  expect(() => requireDocuments([], "Do this.")).toThrow("No documents to measure");
  expect(() => readDocuments(join(directoryWith({}), "missing"))).toThrow(
    "Cannot read the directory of documents",
  );
});
