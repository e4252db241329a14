import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

// MD5s of the reference as it is: a miniature is too small to show that the test set has 100,000 rows.
test("takes 100,000 rows for the test set", async () => {
  const rows = Array.from({ length: 100_203 }, (_, id) => `${id},${((id * 7919) % 101) % 2}\n`);
  const prepared = await harness.prepare({ "train.csv": `id,target\n${rows.join("")}` });
  const md5 = (side: "public" | "private", name: string): string =>
    createHash("md5")
      .update(readFileSync(join(prepared[side], name)))
      .digest("hex");
  expect(md5("private", "gold_submission.csv")).toBe("86bd722c00d0c403cf6b57f7c972c045");
  expect(md5("private", "test.csv")).toBe("86bd722c00d0c403cf6b57f7c972c045");
  expect(md5("public", "sample_submission.csv")).toBe("1f1cb437edbccacc6c3e233d822c6f2d");
  expect(md5("public", "test.csv")).toBe("89eab9274c1a49ebd0f7eea68c929152");
  expect(md5("public", "train.csv")).toBe("29bf4c01ea885425c2e19ec020718493");
});
