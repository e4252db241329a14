import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("preparing an incomplete download", () => {
  test("names the file that lacks a molecule", async () => {
    const incomplete = harness.prepare(async (raw) => {
      await competition.miniature.write({ out: raw, seed: 0, size: 200 });
      const file = join(raw, "potential_energy.csv");
      const [header] = readFileSync(file, "utf8").split("\n");
      writeFileSync(file, `${header}\n`);
    });
    await expect(incomplete).rejects.toMatchObject({
      kind: "user",
      details: { file: expect.stringContaining("potential_energy.csv"), column: "molecule_name" },
    });
  });
});

describe("grading", () => {
  const answers = "id,type,scalar_coupling_constant\n7,1JHC,90\n8,1JHC,80\n9,2JHH,-3\n";
  const grade = (rows: string): Promise<number> =>
    harness.grade({ submission: `id,scalar_coupling_constant\n${rows}`, answers });

  test("averages the logarithms of the types' mean absolute errors", async () => {
    expect(await grade("9,-1\n7,91\n8,83\n")).toBeCloseTo((Math.log(2) + Math.log(2)) / 2, 15);
  });

  test("counts every row of an ID that occurs twice", async () => {
    expect(await grade("7,91\n8,81\n9,-2\n9,0\n")).toBeCloseTo((Math.log(1) + Math.log(2)) / 2, 15);
  });

  test("gives minus infinity to a type without any error", async () => {
    expect(await grade("7,90\n8,80\n9,0\n")).toBe(Number.NEGATIVE_INFINITY);
  });

  test("names the row of a bad value as it is in the file, whatever its type's order", async () => {
    await expect(grade("9,1\n8,\n7,1\n")).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row: 2 },
    });
  });
});

test("a table that lacks a column is rejected, as in the reference", async () => {
  const work = harness.prepareChanged("train.csv", (lines) =>
    lines.map((line) => line.split(",").toSpliced(2, 1).join(",")),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Wrong number of columns: 5",
    details: { file: expect.stringMatching(/train\.csv$/), expected: "6" },
  });
});
