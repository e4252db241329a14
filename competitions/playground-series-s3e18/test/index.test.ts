import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { prepareChanged } = createTestHarness(competition);

test("columns that Kaggle does not have are rejected, as in the reference", async () => {
  const work = prepareChanged("train.csv", (lines) =>
    lines.map((line, i) => `${line},${i === 0 ? "extra" : 1}`),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Wrong number of columns: 39",
    details: { file: expect.stringMatching(/train\.csv$/), expected: "38" },
  });
});
