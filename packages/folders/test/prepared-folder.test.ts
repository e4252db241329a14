import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractArchive } from "@mlebench/archives";
import type { Progress } from "@mlebench/core";
import { integers, type Table, tableFromColumns } from "@mlebench/table";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { definePrepare, type PrepareFolders } from "../src/index.js";

let top: string;
const at = (name: string): string => join(top, name);
const textOf = (name: string): string => readFileSync(at(name), "utf8");
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "mlebench-prepared-"));
  for (const name of ["raw", "public", "private"]) mkdirSync(at(name));
});
afterEach(() => rmSync(top, { recursive: true }));

function prepare(
  work: (folders: PrepareFolders) => Promise<void>,
  onProgress?: (progress: Progress) => void,
): Promise<void> {
  const folders = { raw: at("raw"), public: at("public"), private: at("private") };
  return definePrepare(work)(folders, { onProgress });
}

describe("raw files", () => {
  beforeEach(() => {
    mkdirSync(at("raw/train"));
    for (const name of ["1", "2"]) writeFileSync(at(`raw/train/${name}.jpg`), `picture ${name}`);
  });

  test("keep their name or get another one", async () => {
    await prepare(async ({ raw, pub }) => {
      await pub.files(raw, ["train/1.jpg", ["train/2.jpg", "test/a.jpg"]]);
    });
    expect(textOf("public/train/1.jpg")).toBe("picture 1");
    expect(textOf("public/test/a.jpg")).toBe("picture 2");
    expect(readdirSync(at("public/train"))).toEqual(["1.jpg"]);
  });

  test("come from a generator one at a time: not all of them need be in memory", async () => {
    for (let i = 0; i < 300; i++) writeFileSync(at(`raw/train/${i}.png`), `${i}`);
    const reports: Progress[] = [];
    let drawn = 0;
    let behind = 0;
    function* files(): Generator<[string, string]> {
      for (; drawn < 300; drawn++) {
        behind = Math.max(behind, drawn - readdirSync(at("public")).length);
        yield [`train/${drawn}.png`, `${drawn}.png`];
      }
    }
    await prepare(
      ({ raw, pub }) => pub.files(raw, files()),
      (progress) => reports.push(progress),
    );
    expect(readdirSync(at("public")).length).toBe(300);
    expect(behind).toBeLessThan(150);
    expect(reports.at(-1)).toEqual({ step: "link files", done: 300, unit: "files" });
  });

  test("go into a zip in the given order, by the names that they get", async () => {
    await prepare(async ({ raw, pub }) => {
      await pub.zip("test.zip", [["train/2.jpg", "a.jpg"], "train/1.jpg"], { from: raw });
    });
    await extractArchive(at("public/test.zip"), at("out"));
    expect(textOf("out/a.jpg")).toBe("picture 2");
    expect(textOf("out/train/1.jpg")).toBe("picture 1");
    expect(readdirSync(at("public"))).toEqual(["test.zip"]);
  });

  test("that are missing are named, and no zip is left", async () => {
    const work = prepare(({ raw, pub }) => pub.zip("test.zip", ["train/3.jpg"], { from: raw }));
    await expect(work).rejects.toMatchObject({ kind: "user" });
    expect(readdirSync(at("public"))).toEqual([]);
  });
});

describe("a zipped table", () => {
  const table = tableFromColumns({ id: integers([1, 2]), text: ["a", "b"] });
  const zipped = (value: Table, onProgress?: (progress: Progress) => void) =>
    prepare(async ({ pub }) => {
      await pub.zippedCsv("tables/train.csv.zip", value, { quoting: "nonnumeric", compression: "store" });
    }, onProgress);

  test("is the zip's only member, and nothing else stays", async () => {
    const steps: string[] = [];
    await zipped(table, ({ step }) => steps.push(step));
    expect(readdirSync(at("public/tables"))).toEqual(["train.csv.zip"]);
    await extractArchive(at("public/tables/train.csv.zip"), at("out"));
    expect(readdirSync(at("out"))).toEqual(["train.csv"]);
    expect(textOf("out/train.csv")).toBe('"id","text"\n1,"a"\n2,"b"\n');
    expect(new Set(steps)).toEqual(new Set(["write tables/train.csv.zip"]));
  });

  test("leaves nothing behind when it cannot be written", async () => {
    mkdirSync(at("public/tables/train.csv.zip/full"), { recursive: true });
    await expect(zipped(table)).rejects.toThrow();
    expect(readdirSync(at("public/tables"))).toEqual(["train.csv.zip"]);
  });
});

describe("records", () => {
  const read = async (json: string, needed?: readonly string[], options?: { alike: boolean }) => {
    writeFileSync(at("raw/list.json"), json);
    let records: unknown;
    await prepare(async ({ raw }) => {
      records = raw.records("list.json", needed, options);
    });
    return records;
  };

  test("have the same fields in any order", async () => {
    expect(await read('[{"a": 1, "b": 2.0}, {"b": null, "a": []}]', ["b"])).toEqual([
      new Map<string, unknown>([
        ["a", 1n],
        ["b", 2],
      ]),
      new Map<string, unknown>([
        ["b", null],
        ["a", []],
      ]),
    ]);
  });

  test("may differ in the fields that are not needed", async () => {
    const options = { alike: false };
    expect(await read('[{"a": 1}, {"b": 2, "a": 3}]', ["a"], options)).toHaveLength(2);
    await expect(read('[{"a": 1}, {"b": 2}]', ["a"], options)).rejects.toMatchObject({ details: { row: 2 } });
  });

  test.each([
    ["[]", "No records found", {}],
    ['{"a": 1}', "No records found", {}],
    ['[{"b": 1}]', "Records have no field `a`", { column: "a" }],
    ['[{"a": 1}, {"b": 1}]', "Record fields differ from the first record", { row: 2 }],
    ['[{"a": 1}, {"a": 1, "b": 1}]', "Record fields differ from the first record", { row: 2 }],
    ['[{"a": 1}, 7]', "Record fields differ from the first record", { row: 2 }],
  ])("are refused where they are none: %s", async (json, message, place) => {
    await expect(read(json, ["a"])).rejects.toMatchObject({
      kind: "user",
      message,
      details: { file: at("raw/list.json"), ...place },
    });
  });
});

test("entries of a folder come by code point", async () => {
  // UTF-16 would have 𝒮 before ﬀ, a locale b before C.
  for (const name of ["𝒮.png", "ﬀ.png", "b.png", "C.png", "C.txt"]) writeFileSync(at(`raw/${name}`), "");
  await prepare(async ({ raw }) => {
    expect(raw.list(".", ".png")).toEqual(["C.png", "b.png", "ﬀ.png", "𝒮.png"]);
  });
});
