import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { prepareChanged } = createTestHarness(competition);

test("a breed of a test image that there is no prediction for is rejected", async () => {
  const work = prepareChanged("labels.csv", (lines) =>
    lines.map((line, i) => (i === 0 ? line : line.replace(/,.*/, ",wolf"))),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Unknown value: `wolf`",
    details: { file: expect.stringMatching(/labels\.csv$/), row: expect.any(Number), column: "breed" },
  });
});
