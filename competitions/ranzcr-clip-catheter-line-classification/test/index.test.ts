import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { competitionContract } from "@mlebench/testkit";
import { afterAll, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const home = mkdtempSync(join(tmpdir(), "ranzcr-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("two labels are in the training data and in the answers, but not in the sample submission", async () => {
  const directories = {
    raw: join(home, "raw"),
    public: join(home, "public"),
    private: join(home, "private"),
  };
  for (const directory of Object.values(directories)) mkdirSync(directory);
  await competition.miniature.write({ out: directories.raw, seed: 1, size: 20 });
  await competition.prepare(directories);
  const header = (name: string): string[] => readFileSync(join(home, name), "utf8").split("\n")[0].split(",");
  const ungraded = ["CVC - Normal", "Swan Ganz Catheter Present"];
  expect(header("public/train.csv")).toEqual(expect.arrayContaining(ungraded));
  expect(header("private/test.csv")).toEqual(expect.arrayContaining(ungraded));
  const sample = header("public/sample_submission.csv");
  expect(sample).toHaveLength(10);
  expect(sample.filter((name) => ungraded.includes(name))).toEqual([]);
});
