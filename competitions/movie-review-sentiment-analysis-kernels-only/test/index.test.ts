import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { prepareChanged } = createTestHarness(competition);

test("a phrase that has two rows is rejected", async () => {
  const work = prepareChanged("train.tsv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.tsv$/), row: expect.any(Number), column: "PhraseId" },
  });
});
