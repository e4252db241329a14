import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError, isMlebenchError } from "@mlebench/core";
import { afterAll, expect, test } from "vitest";
import { definePrepare } from "../src/index.js";

const top = mkdtempSync(join(tmpdir(), "mlebench-preparation-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const directories = { raw: join(top, "raw"), public: join(top, "public"), private: join(top, "private") };
for (const directory of Object.values(directories)) mkdirSync(directory);
writeFileSync(join(directories.raw, "train.csv"), "id\n1\n");

const tooLittle = () => Object.assign(new RangeError("no rows left"), { code: "too-little-data" });

test("too little data is the data's fault, and the file that was read last is named", async () => {
  const prepare = definePrepare(async ({ raw }) => {
    raw.csv("train.csv");
    throw tooLittle();
  });
  const error = await prepare(directories).catch((caught: unknown) => caught);
  expect(isMlebenchError(error)).toBe(true);
  expect(describeError(error)).toContain(join(directories.raw, "train.csv"));
  const early = definePrepare(async () => {
    throw tooLittle();
  });
  expect(describeError(await early(directories).catch((caught: unknown) => caught))).toContain(
    directories.raw,
  );
});

test("any other fault stays what it is", async () => {
  const fault = new RangeError("Invalid array length");
  const prepare = definePrepare(async () => {
    throw fault;
  });
  await expect(prepare(directories)).rejects.toBe(fault);
});

test("files that a failing preparation has open are closed and removed", async () => {
  const open = (): string[] =>
    process.platform === "linux"
      ? readdirSync("/proc/self/fd").flatMap((descriptor) => {
          try {
            return readlinkSync(`/proc/self/fd/${descriptor}`);
          } catch {
            return [];
          }
        })
      : [];
  const prepare = definePrepare(async ({ raw, pub, priv }) => {
    const table = raw.csv("train.csv");
    const done = pub.open("done.txt");
    done.write(Buffer.from("done"));
    done.close();
    const zipped = pub.openZipped("done.zip");
    zipped.write(Buffer.from("done"));
    await zipped.close();
    pub.open("a.txt").write(Buffer.alloc(2 << 20));
    pub.openZipped("b.zip").write(Buffer.from("b"));
    priv.jsonList("c.json").write("1");
    priv.openCsv("d.csv").write(table);
    (await priv.openParquet("e.parquet")).write(table);
    throw new Error("full");
  });
  await expect(prepare(directories)).rejects.toThrow("full");
  expect(open().filter((path) => path.startsWith(top))).toEqual([]);
  expect([readdirSync(directories.public).sort(), readdirSync(directories.private)]).toEqual([
    ["done.txt", "done.zip"],
    [],
  ]);
});
