import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractArchive } from "@mlebench/archives";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { RawWriter, textMember } from "../src/index.js";

const home = mkdtempSync(join(tmpdir(), "mlebench-synthetic-"));
afterAll(() => rmSync(home, { recursive: true }));

let raw: RawWriter;
beforeEach(() => {
  raw = new RawWriter(mkdtempSync(join(home, "raw-")));
});
const textOf = (name: string): string => readFileSync(join(raw.path, name), "utf8");
async function extracted(archive: string): Promise<string[]> {
  await extractArchive(join(raw.path, archive), join(raw.path, "out"));
  return readdirSync(join(raw.path, "out"), { recursive: true, encoding: "utf8" }).sort();
}

describe("files", () => {
  test("are written into folders that are made as needed", async () => {
    await raw.file("a/b/image.bin", Uint8Array.of(1, 2));
    await raw.file("a/b/note.txt", "é");
    await raw.folder("empty/one", "empty/two");
    expect([...readFileSync(join(raw.path, "a/b/image.bin"))]).toEqual([1, 2]);
    expect(textOf("a/b/note.txt")).toBe("é");
    expect(readdirSync(join(raw.path, "empty"))).toEqual(["one", "two"]);
  });

  test("of lines end in a line feed", async () => {
    await raw.lines("train.txt", ["id", "é"]);
    expect(textOf("train.txt")).toBe("id\né\n");
  });

  test("of CSV have a header and quotes where cells need them", async () => {
    await raw.csv(
      "train.csv",
      ["id", "text"],
      [
        [1, 'a "b", c'],
        [2, null],
      ],
    );
    expect(textOf("train.csv")).toBe('id,text\n1,"a ""b"", c"\n2,\n');
  });
});

describe("archives", () => {
  test("hold a CSV file named as the zip without its ending", async () => {
    await raw.zippedCsv("train.csv.zip", ["id"], [["é"]], { quote: "all" });
    expect(await extracted("train.csv.zip")).toEqual(["train.csv"]);
    expect(textOf("out/train.csv")).toBe('"id"\n"é"\n');
  });

  test.each(["zip", "sevenZip", "tar"] as const)("of kind %s hold what they are given", async (kind) => {
    const name = { zip: "x.zip", sevenZip: "x.7z", tar: "x.tar" }[kind];
    await raw[kind](name, [textMember("a/1.txt", ["one"]), textMember("a/2.txt", ["two"])]);
    expect(await extracted(name)).toEqual(["a", "a/1.txt", "a/2.txt"]);
    expect(textOf("out/a/2.txt")).toBe("two\n");
  });
});

describe("an open file", () => {
  test("gets lines longer and shorter than the buffer complete and in order", () => {
    writeFileSync(join(raw.path, "lines.txt"), "what was there before");
    const lines = ["first", "é".repeat(1 << 20), "", "🚀".repeat(1000), "last"];
    const file = raw.open("lines.txt");
    for (const line of lines) file.line(line);
    file.close();
    expect(textOf("lines.txt") === lines.map((line) => `${line}\n`).join("")).toBe(true);
  });

  test("without lines is empty", () => {
    raw.open("empty.txt").close();
    expect(textOf("empty.txt")).toBe("");
  });
});
