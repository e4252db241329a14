import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";
import { testCountOf } from "../src/split.js";

competitionContract(import.meta.url, {
  skip: [
    {
      test: "a reason is the same whatever the labels are",
      reason: "The test gives a notebook the cells of another one, which makes every submission invalid.",
    },
  ],
});

const { grade, prepare } = createTestHarness(competition);

test("20,000 notebooks are for testing, and a seventh where there are no more than that", () => {
  expect([139_256, 20_001, 20_000, 14].map(testCountOf)).toEqual([20_000, 20_000, 2857, 2]);
});

describe("preparing", () => {
  const ids = Array.from({ length: 14 }, (_, i) => `n${String(i).padStart(2, "0")}`);
  const raw = (
    ancestorOf: (i: number) => string,
    cells = '"cell_type":{"b":"code","31250874":"markdown"}',
  ) => ({
    "train_ancestors.csv": `id,ancestor_id,parent_id\n${ids.map((id, i) => `${id},${ancestorOf(i)},\n`).join("")}`,
    "train_orders.csv": `id,cell_order\n${ids.map((id) => `${id},31250874 b\n`).join("")}`,
    ...Object.fromEntries(ids.map((id) => [`train/${id}.json`, `{"source":{},${cells}}`])),
  });

  test("skips ancestors with more notebooks than are still needed", async () => {
    const made = await prepare(raw((i) => (i < 12 ? "large" : `small${i}`)));
    const answers = readFileSync(join(made.private, "test_orders.csv"), "utf8");
    expect(answers).toBe("id,cell_order\nn12,31250874 b\nn13,31250874 b\n");
    expect(existsSync(join(made.public, "test/n12.json"))).toBe(true);
    expect(existsSync(join(made.public, "train/n12.json"))).toBe(false);
  });

  test("lists cells of the sample submission in the order of the file, also those with numbers for IDs", async () => {
    const made = await prepare(raw((i) => (i < 12 ? "large" : `small${i}`)));
    const sample = readFileSync(join(made.public, "sample_submission.csv"), "utf8");
    expect(sample).toBe("id,cell_order\nn12,b 31250874\nn13,b 31250874\n");
  });

  test.each([
    ["ancestors that cannot fill the test set", raw((i) => (i < 5 ? "a" : i < 10 ? "b" : "c")), "Not enough"],
    ["a notebook without cells", raw((i) => String(i), '"cells":[]'), "Missing cell types"],
    [
      "a notebook without an order",
      { ...raw((i) => String(i)), "train_orders.csv": "id,cell_order\nn00,a b\n" },
      "without exactly one row",
    ],
  ])("rejects %s", async (_, files, message) => {
    await expect(prepare(files)).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
    });
  });
});

describe("grading", () => {
  const answers = "id,cell_order\nn1,a b c\nn2,d e\n";
  const gradeOrders = (first: string, second = "d e"): Promise<number> =>
    grade({ submission: `id,cell_order\nn2,${second}\nn1,${first}\n`, answers });

  test("pools swaps over notebooks", async () => {
    expect(await gradeOrders("a b c")).toBe(1);
    expect(await gradeOrders("c b a", "e d")).toBe(-1);
    expect(await gradeOrders("b a c")).toBe(1 - 4 / 8);
  });

  test("splits at any white space, as Python does", async () => {
    expect(await gradeOrders(" a\tb\u00a0 c ")).toBe(1);
  });

  test("takes a notebook of one cell in the answers for damage", async () => {
    const work = grade({ submission: answers, answers: answers.replace("d e", "d") });
    await expect(work).rejects.toMatchObject({ kind: "grader", details: { row: 2, column: "cell_order" } });
  });

  test.each(["a a b", "a b", "a b c c", "a b x", "a b C", ""])("refuses the cells %j", async (cells) => {
    await expect(gradeOrders(cells)).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row: 2, column: "cell_order" },
    });
  });
});
