import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTar, createZip } from "@mlebench/archives";
import { expect, test } from "vitest";
import {
  contentDigests,
  diffFiles,
  folderDigest,
  md5,
  type RecordedFiles,
  recordFiles,
} from "../src/golden.js";
import { temporaryDirectory } from "./fake.js";

function written(files: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

const record = async (files: Readonly<Record<string, string>>): Promise<RecordedFiles> =>
  recordFiles(written(files), true);

function images(count: number, start = 0): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`train/${i + start}.png`, String(i + start)]),
  );
}

test("identifies an archive by its members, not by its bytes", async () => {
  const digests = async (order: string[], text = "one"): Promise<Record<string, string>> => {
    const directory = written({ "plain.csv": "" });
    const members = order.map((name) => ({
      name,
      data: new TextEncoder().encode(name === "a.txt" ? text : name),
    }));
    mkdirSync(join(directory, "sub"));
    await createZip(join(directory, "sub/x.zip"), members);
    return contentDigests(directory);
  };
  const first = await digests(["a.txt", "b/c.txt"]);
  expect(first).toEqual({
    "plain.csv": md5(""),
    "sub/x.zip/a.txt": md5("one"),
    "sub/x.zip/b/c.txt": md5("b/c.txt"),
  });
  expect(await digests(["b/c.txt", "a.txt"])).toEqual(first);
  expect(await digests(["a.txt", "b/c.txt"], "two")).not.toEqual(first);
});

test("identifies a tar.gz by its members, and those of an archive inside", async () => {
  const directory = written({});
  await createZip(join(directory, "x.zip"), [{ name: "a.txt", data: Buffer.from("one") }]);
  const members = [{ name: "in/x.zip", path: join(directory, "x.zip") }];
  await createTar(join(directory, "x.tar.gz"), members, { gzip: true });
  expect(await contentDigests(directory)).toEqual({
    "x.tar.gz/in/x.zip/a.txt": md5("one"),
    "x.zip/a.txt": md5("one"),
  });
});

test("records a folder of more than 8 entries as one digest of its sorted names and MD5s", async () => {
  const files = await record({ "a.txt": "a", ...images(9), "few/1.png": "1" });
  expect(files).toEqual({
    "a.txt": { md5: md5("a") },
    "few/1.png": { md5: md5("1") },
    "train/": { files: 9, names: expect.stringMatching(/^[0-9a-f]{8}$/), md5: expect.any(String) },
  });
  const digests = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.png`, md5(String(i))]));
  expect(files["train/"].md5).toBe(folderDigest(digests));
  expect(folderDigest({ b: "2", a: "1" })).toBe(md5("a\u00001\nb\u00002\n"));
});

test("folds folders within folders into the outermost large one", async () => {
  const nested = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`train/${i}/1.png`, "1"]));
  expect(Object.keys(await record(nested))).toEqual(["train/"]);
});

test.each<[string, Record<string, string>, Record<string, string>, string[]]>([
  ["nothing", { "a.txt": "1" }, { "a.txt": "1" }, []],
  ["a missing file", {}, { "a.txt": "1" }, ["`a.txt`: missing"]],
  ["an unexpected file", { "a.txt": "1" }, {}, ["`a.txt`: not expected"]],
  ["another text", { "a.txt": "1" }, { "a.txt": "2" }, ["`a.txt`: other content"]],
  ["fewer files", images(10), images(12), ["`train/`: 10 files, expected 12"]],
  ["few files for many", images(3), images(12), ["`train/`: 3 files, expected 12"]],
  ["many files for few", images(12), images(3), ["`train/`: 12 files, expected 3"]],
  ["other names", images(10, 1), images(10), ["`train/`: 10 files, some with other names"]],
  [
    "another image",
    { ...images(10), "train/3.png": "x" },
    images(10),
    ["`train/`: same 10 filenames, other contents"],
  ],
])("reports %s", async (_, actual, expected, differences) => {
  expect(diffFiles(await record(actual), await record(expected))).toEqual(differences);
});
