import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { extractArchive } from "@mlebench/archives";
import { formatPythonJson } from "@mlebench/formats/python-json";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { definePrepare, type PrepareFolders, RawFolder } from "../src/index.js";

let top: string;
let raw: RawFolder;
const at = (name: string): string => join(top, name);
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "mlebench-nested-"));
  for (const name of ["raw", "public", "private"]) mkdirSync(at(name));
  for (const name of ["a-b/x.csv", "a/x.csv", "a/labels.csv", "a/deep/labels.csv", "a/deep/y.txt", "z.csv"]) {
    mkdirSync(dirname(at(`raw/train/${name}`)), { recursive: true });
    writeFileSync(at(`raw/train/${name}`), name);
  }
  raw = new RawFolder(at("raw"), () => {});
});
afterEach(() => rmSync(top, { recursive: true }));

async function prepare(work: (folders: PrepareFolders) => Promise<void>): Promise<void> {
  await definePrepare(work)({ raw: at("raw"), public: at("public"), private: at("private") });
}
const filesBelow = (path: string): string[] => new RawFolder(path, () => {}).walk(".");

test("files below a folder are sorted part by part", () => {
  expect(raw.walk("train", ".csv")).toEqual([
    "a/deep/labels.csv",
    "a/labels.csv",
    "a/x.csv",
    "a-b/x.csv",
    "z.csv",
  ]);
});

test("folders are listed without files", () => {
  expect(raw.folders("train")).toEqual(["a", "a-b"]);
  expect(() => raw.folders("absent")).toThrow("Missing raw file `absent`");
});

test("a folder is placed without files of some names", async () => {
  await prepare(({ raw, pub }) => pub.directory(raw, "train/a", "test/a", { except: ["labels.csv"] }));
  expect(filesBelow(at("public"))).toEqual(["test/a/deep/y.txt", "test/a/x.csv"]);
});

test("a folder of which all files are left out stays, empty", async () => {
  await prepare(({ raw, pub }) =>
    pub.directory(raw, "train/a", "left/a", { except: ["labels.csv", "y.txt"] }),
  );
  expect(readdirSync(at("public/left/a/deep"))).toEqual([]);
});

test("JSON in Latin-1 is read as such", () => {
  writeFileSync(at("raw/latin.json"), Buffer.from('["\xe9"]', "latin1"));
  expect(raw.json("latin.json", { encoding: "latin1" })).toEqual(["é"]);
  expect(() => raw.json("latin.json")).toThrow("UTF-8");
});

test("lines are bytes", () => {
  writeFileSync(at("raw/lines.txt"), "one\r\ntwo\n");
  expect(Array.from(raw.lines("lines.txt"), String)).toEqual(["one", "two"]);
});

test("a file that is open appears when it is closed", async () => {
  await prepare(async ({ pub }) => {
    const file = pub.open("deep/data.bin");
    for (let i = 0; i < 5; i++) file.write(new Uint8Array(1 << 19).fill(i));
    expect(filesBelow(at("public")).filter((name) => name.endsWith(".bin"))).toEqual([]);
    file.close();
  });
  const bytes = readFileSync(at("public/deep/data.bin"));
  expect(readdirSync(at("public/deep"))).toEqual(["data.bin"]);
  expect([0, 1, 2, 3, 4].map((i) => bytes[(i << 19) + 1])).toEqual([0, 1, 2, 3, 4]);
});

test("a zip that is written piece by piece has one member", async () => {
  const piece = new Uint8Array(5);
  await prepare(async ({ pub }) => {
    const file = pub.openZipped("deep/data.txt.zip");
    for (let i = 0; i < 3; i++) file.write(piece.fill(0x61 + i));
    file.write(new Uint8Array(2 << 20).fill(0x7a));
    await file.close();
  });
  expect(readdirSync(at("public/deep"))).toEqual(["data.txt.zip"]);
  expect(await extractArchive(at("public/deep/data.txt.zip"), at("out"))).toMatchObject({ files: 1 });
  expect(readFileSync(at("out/data.txt"), "utf8")).toBe(`aaaaabbbbbccccc${"z".repeat(2 << 20)}`);
});

describe.each(["zip", "tar", "sevenZip"] as const)("%s", (kind) => {
  const name = { zip: "x.zip", tar: "x.tar", sevenZip: "x.7z" }[kind];

  test("takes raw files, prepared files, and data", async () => {
    await prepare(async ({ raw, pub, priv }) => {
      pub.text("own.txt", "own");
      await pub[kind](name, ["own.txt", ["own.txt", "again.txt"], { name: "in/data.txt", data: "é" }]);
      await priv[kind](name, ["train/z.csv", ["train/a/x.csv", "x"]], { from: raw });
    });
    await extractArchive(at(`public/${name}`), at("out/public"));
    await extractArchive(at(`private/${name}`), at("out/private"));
    expect(filesBelow(at("out"))).toEqual([
      "private/train/z.csv",
      "private/x",
      "public/again.txt",
      "public/in/data.txt",
      "public/own.txt",
    ]);
    expect(readFileSync(at("out/private/x"), "utf8")).toBe("a/x.csv");
    expect(readFileSync(at("out/public/in/data.txt"), "utf8")).toBe("é");
  });
});

test("a JSON list is read and written item by item", async () => {
  writeFileSync(at("raw/list.json"), '[{"b": 1.50,\n"a": "é"}, 2 ]');
  await prepare(async ({ raw, pub }) => {
    const [all, none] = [pub.jsonList("all.json"), pub.jsonList("none.json")];
    for (const item of raw.jsonList("list.json")) all.write(formatPythonJson(item));
    all.close();
    none.close();
  });
  expect(readFileSync(at("public/all.json"), "utf8")).toBe('[{"b": 1.5, "a": "\\u00e9"}, 2]');
  expect(readFileSync(at("public/none.json"), "utf8")).toBe("[]");
});
