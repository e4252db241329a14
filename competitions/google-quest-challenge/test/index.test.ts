import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { classes, rareClass } from "../src/classes.js";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, {
  skip: [
    {
      test: "a reason names the first wrong cell of the file",
      reason: "no cell is wrong: values are only ranked, and IDs only sorted",
    },
  ],
});

const { grade, prepare } = createTestHarness(competition);

// What follows was recorded from the reference.

describe("preparing 20 pairs, of which some are rated in the rare class", () => {
  const idsOf = async (rare: readonly number[]): Promise<{ test: string[]; train: string[] }> => {
    const texts = Array.from({ length: 10 }, (_, i) => `text_${i}`);
    const rows = Array.from({ length: 20 }, (_, id) => {
      const rareRating = rare.includes(id) ? 0.5 : 0;
      const ratings = classes.map((name, k) => (name === rareClass ? rareRating : (id * ((k % 5) + 1)) % 11));
      return [id, ...texts, ...ratings].join();
    });
    const raw = { "train.csv": [["qa_id", ...texts, ...classes].join(), ...rows, ""].join("\n") };
    const { public: folder } = await prepare(raw);
    const read = (file: string): string[] =>
      readFileSync(join(folder, file), "utf8")
        .split("\n")
        .slice(1, -1)
        .map((line) => line.split(",")[0]);
    return { test: read("test.csv"), train: read("train.csv") };
  };
  const order = "19 8 10 17 6 13 4 2 5 14 9 7 16 11 3 0 15 12";

  test("keeps the split if the class varies in the test set", async () => {
    expect(await idsOf([18])).toEqual({ test: ["18", "1"], train: order.split(" ") });
  });

  test("exchanges a row if it does not", async () => {
    const train = order.replace(" 5 ", " 18 ").split(" ");
    expect(await idsOf([3, 5])).toEqual({ test: ["5", "1"], train });
  });

  test("names the class if that does not help", async () => {
    await expect(idsOf([])).rejects.toMatchObject({ kind: "user", details: { column: rareClass } });
    await expect(idsOf([1, 5, 18])).rejects.toMatchObject({ kind: "user", details: { column: rareClass } });
  });
});

describe("grading", () => {
  type Cells = readonly (readonly (string | number)[])[];
  const fileOf = (ids: readonly (string | number)[], cells: Cells): string =>
    [["qa_id", ...classes].join(), ...cells.map((row, i) => [ids[i], ...row].join())].join("\n");
  const rowsOf = (cell: (row: number, k: number) => number): number[][] =>
    [0, 1, 2, 3].map((row) => classes.map((_, k) => cell(row, k)));
  const ids = [1, 2, 3, 4];
  const answers = fileOf(
    ids,
    rowsOf((row, k) => (((row + 1) * ((k % 4) + 1)) % 5) / 4),
  );
  const predictions = rowsOf((row, k) => (row * ((k % 3) + 1) + k) % 7);

  test("compares rows in the order of IDs, whatever these are", async () => {
    for (const other of [ids, [11, 12, 13, 14], ["b", "c", "d", "e"]]) {
      const score = await grade({ submission: fileOf(other, predictions), answers });
      expect(score).toBeCloseTo(-0.019999999999999973, 12);
    }
    const reversed = await grade({ submission: fileOf([4, 3, 2, 1], predictions), answers });
    expect(reversed).toBeCloseTo(0.019999999999999973, 12);
  });

  test.each([
    ["ranks text", "abcd", -0.019999999999999973],
    ["has no score for a missing value", ["0", "1", "", "2"], Number.NaN],
    ["has no score for equal predictions of a class", "5555", Number.NaN],
  ])("%s", async (_, column, score) => {
    const changed = predictions.map(([, ...row], i) => [column[i], ...row]);
    const actual = await grade({ submission: fileOf(ids, changed), answers });
    if (Number.isNaN(score)) expect(actual).toBeNaN();
    else expect(actual).toBeCloseTo(score, 12);
  });
});
