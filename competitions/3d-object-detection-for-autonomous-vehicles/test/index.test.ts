import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

test("a raw table without its target is reported by file and column", async () => {
  const prepared = harness.prepareChanged("train.csv", ([header, ...rows]) => [
    String(header).replace("PredictionString", "other"),
    ...rows,
  ]);
  await expect(prepared).rejects.toThrow(/PredictionString/);
});
