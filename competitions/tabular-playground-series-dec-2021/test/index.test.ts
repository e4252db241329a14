import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { prepareChanged } = createTestHarness(competition);

test("an ID for both training and testing is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) =>
    lines.map((line, i) => (i === 0 ? line : line.replace(/^\d+/, "7"))),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "Id" },
  });
});
