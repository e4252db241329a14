import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { competitionContract } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

async function kappaOf(predictions: readonly string[], truths: readonly string[]): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), "aptos2019-"));
  try {
    const [submission, answers] = [predictions, truths].map((grades, side) => {
      const rows = grades.map((grade, i) => `eye${i},${grade}`);
      const file = join(home, `${side}.csv`);
      writeFileSync(file, ["id_code,diagnosis", ...rows, ""].join("\n"));
      return file;
    });
    return await competition.grade({ submission, answers });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

describe("the score of aptos2019-blindness-detection", () => {
  test("is the reference's to the last bit where chance decides", async () => {
    FIXTURES
  });

  test("is not given for a fraction, whose row is named", async () => {
    await expect(kappaOf(["0", "1", "2.5", "4"], ["0", "1", "2", "4"])).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { row: 3 },
    });
  });
});
