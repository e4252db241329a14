import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetContentDigest } from "@mlebench/formats/parquet";
import { describe, expect, it } from "vitest";
import { compareParquet, parquetDigest, parquetShape } from "../src/verify/parquet-content.js";
import { failure, temporaryDataDirectory } from "./temporary-data-directory.js";

interface RecordedFile {
  group: string;
  name: string;
  file: string;
}

const recorded: RecordedFile[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/parquet-content.json"), "utf8"),
);
const groups = [...new Set(recorded.map(({ group }) => group))];
const membersOf = (group: string) => recorded.filter((one) => one.group === group);
const bytesOf = (one: RecordedFile) => Buffer.from(one.file, "base64");

/** Writes recorded files to disk; the first of a group when no name is given. */
function put(root: string, group: string, name?: string): string {
  const one = membersOf(group).find((member) => name === undefined || member.name === name);
  if (one === undefined) throw new Error(`no recorded file ${group}, ${name}`);
  const path = join(root, `${group} ${one.name.replaceAll("/", "")}.parquet`);
  writeFileSync(path, bytesOf(one));
  return path;
}

describe("the content of Parquet files", () => {
  it("is the same whatever writer, version, compression, encoding, pages and row groups", async () => {
    const { root } = temporaryDataDirectory();
    expect(membersOf("common").length).toBeGreaterThan(15);
    expect(new Set(membersOf("common").map((one) => one.file)).size).toBe(membersOf("common").length);
    for (const group of groups) {
      const first = put(root, group);
      const digest = await parquetDigest(first);
      for (const { name } of membersOf(group)) {
        const path = put(root, group, name);
        expect(await parquetDigest(path), `${group}, ${name}`).toBe(digest);
        expect(await compareParquet(path, first), `${group}, ${name}`).toBeUndefined();
      }
    }
  });

  it("is another when one value, type, name, order or length is", async () => {
    const { root } = temporaryDataDirectory();
    const digests = new Map<string, string>();
    for (const group of groups) {
      const digest = await parquetDigest(put(root, group));
      expect(digests.get(digest), `${group} against ${digests.get(digest)}`).toBeUndefined();
      digests.set(digest, group);
    }
    expect(digests.size).toBe(groups.length);
  });

  it.each([
    ["integer", 'Column "int64" differs, first in row 89.'],
    ["float32", 'Column "float32" differs, first in row 71.'],
    ["time", 'Column "when" differs, first in row 4.'],
    ["swapped", 'Column "int64" differs, first in row 1.'],
    ["narrow", 'Column "int16" is of type int32; expected int16.'],
    ["no category", 'Column "category" is of type object; expected category(object).'],
    ["shorter", "Wrong number of rows: 89. Expected 90."],
    ["name", "boolean"],
    ["order", "The columns are when, category"],
  ])("reports the first difference: %s", async (group, expected) => {
    const { root } = temporaryDataDirectory();
    expect(await compareParquet(put(root, group), put(root, "common", "pyarrow zstd"))).toContain(expected);
  });

  it("distinguishes a missing string from an empty one, in the right row", async () => {
    const { root } = temporaryDataDirectory();
    const difference = await compareParquet(put(root, "missing"), put(root, "empty"));
    expect(difference).toBe('Column "text" differs, first in row 61.');
  });

  it("compares decimals to the last digit, and nested values", async () => {
    const { root } = temporaryDataDirectory();
    const rest = put(root, "rest");
    expect(await compareParquet(put(root, "a cent"), rest)).toBe(
      'Column "decimal" differs, first in row 81.',
    );
    expect(await compareParquet(put(root, "list"), rest)).toBe('Column "list" differs, first in row 82.');
    expect((await parquetShape(rest)).columns).toContainEqual({ name: "price", type: "decimal(9,2)" });
  });

  it("knows the index that pandas left in the file, wherever it is", async () => {
    const { root } = temporaryDataDirectory();
    for (const { name } of membersOf("index")) {
      expect((await parquetShape(put(root, "index", name))).columns.at(-1)).toEqual({
        name: "key",
        type: "index(int64)",
      });
    }
    const unnamed = await parquetShape(put(root, "index without a name"));
    expect(unnamed.columns.at(-1)).toEqual({ name: "__index_level_0__", type: "index(int64)" });
  });

  it("has the digest that tables have, where a table can hold it", async () => {
    const fixture = join(import.meta.dirname, "../../formats/test/fixtures/parquet.json");
    const files: { name: string; names: string[]; file: string }[] = JSON.parse(
      readFileSync(fixture, "utf8"),
    );
    const events = files.filter(({ name }) =>
      /particle events|booleans with holes|names like numbers/.test(name),
    );
    expect(events).toHaveLength(4);
    const { root } = temporaryDataDirectory();
    for (const { name, file } of events) {
      const path = join(root, "events.parquet");
      writeFileSync(path, Buffer.from(file, "base64"));
      expect(await parquetDigest(path), name).toBe(await parquetContentDigest(path));
    }
  });

  it("names the file that cannot be read", async () => {
    const { root } = temporaryDataDirectory();
    const whole = put(root, "rest");
    const bytes = readFileSync(whole);
    const broken = join(root, "broken.parquet");
    for (const end of [0, 10, bytes.length - 9]) {
      writeFileSync(broken, bytes.subarray(0, end));
      expect(await failure(parquetDigest(broken))).toContain(broken);
      expect(await failure(compareParquet(broken, whole))).toContain(broken);
    }
    const common = put(root, "common");
    const pages = readFileSync(common);
    pages.fill(0xa5, 4, 40);
    writeFileSync(broken, pages);
    expect(await failure(parquetDigest(broken))).toContain(broken);
    expect(await failure(parquetDigest(join(root, "none.parquet")))).toContain("none.parquet");
  });
});
