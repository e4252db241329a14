import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isInvalidSubmission, isMlebenchError } from "@mlebench/core";
import { competitionContract } from "@mlebench/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const home = mkdtempSync(join(tmpdir(), "mlebench-champs-"));
afterAll(() => rmSync(home, { recursive: true }));

async function failure(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("preparing an incomplete download", () => {
  test("names the file that lacks a molecule", async () => {
    const [raw, open, secret] = ["raw", "public", "private"].map((name) => join(home, name));
    for (const folder of [raw, open, secret]) mkdirSync(folder);
    await competition.miniature.write({ out: raw, seed: 0, size: 200 });
    const file = join(raw, "potential_energy.csv");
    const [header] = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, `${header}\n`);
    const error = await failure(competition.prepare({ raw, public: open, private: secret }));
    expect(isMlebenchError(error)).toBe(true);
    expect(error).toMatchObject({ kind: "user", details: { file, column: "molecule_name" } });
  });
});

describe("grading", () => {
  const grade = (submission: string, answers: string): Promise<number> => {
    const files = { submission: join(home, "submission.csv"), answers: join(home, "answers.csv") };
    writeFileSync(files.submission, `id,scalar_coupling_constant\n${submission}`);
    writeFileSync(files.answers, `id,type,scalar_coupling_constant\n${answers}`);
    return competition.grade(files);
  };
  const answers = "7,1JHC,90\n8,1JHC,80\n9,2JHH,-3\n";

  test("averages the logarithms of the types' mean absolute errors", async () => {
    expect(await grade("9,-1\n7,91\n8,83\n", answers)).toBeCloseTo((Math.log(2) + Math.log(2)) / 2, 15);
  });

  test("counts every row of an id that is there twice", async () => {
    expect(await grade("7,91\n8,81\n9,-2\n9,0\n", answers)).toBeCloseTo((Math.log(1) + Math.log(2)) / 2, 15);
  });

  test("gives minus infinity to a type without any error", async () => {
    expect(await grade("7,90\n8,80\n9,0\n", answers)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("names the row of a bad value as it is in the file, whatever its type's order", async () => {
    const error = await failure(grade("9,1\n8,\n7,1\n", answers));
    expect(isInvalidSubmission(error)).toBe(true);
    expect(error).toMatchObject({ details: { row: 2 } });
  });
});
