import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract } from "@mlebench/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("splitting by TFRecord files", () => {
  const top = mkdtempSync(join(tmpdir(), "siim-"));
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  async function miniature(): Promise<{ raw: string; public: string; private: string }> {
    const home = mkdtempSync(join(top, "home-"));
    const directories = {
      raw: join(home, "raw"),
      public: join(home, "public"),
      private: join(home, "private"),
    };
    for (const directory of Object.values(directories)) mkdirSync(directory);
    await competition.miniature.write({ out: directories.raw, seed: 1, size: 40 });
    return directories;
  }

  test("the test set is what the public test files hold, in the table's order", async () => {
    const made = await miniature();
    await competition.prepare(made);
    const records = ["test00-2071", "test01-2071"].map((name) =>
      readFileSync(join(made.public, "tfrecords", `${name}.tfrec`), "latin1"),
    );
    const inFiles = new Set(records.join("").match(/ISIC_\d{7}/g));
    const rows = (path: string): string[] => readFileSync(path, "utf8").trim().split("\n").slice(1);
    const wanted = rows(join(made.raw, "train.csv"))
      .map((row) => row.split(",")[0])
      .filter((name) => inFiles.has(name));
    expect(wanted.length).toBe(inFiles.size);
    expect(rows(join(made.public, "sample_submission.csv"))).toEqual(wanted.map((name) => `${name},0`));
  });

  test("a damaged file is named", async () => {
    const made = await miniature();
    truncateSync(join(made.raw, "tfrecords/train06-2071.tfrec"), 100);
    const error = await competition.prepare(made).catch(describeError);
    expect(error).toMatch(/no whole TFRecord file.*train06-2071/);
  });
});
