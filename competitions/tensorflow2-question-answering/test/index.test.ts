import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare, prepareChanged } = createTestHarness(competition);

interface Answers {
  long?: [number, number];
  short?: [number, number][];
  verdict?: string;
}

/** A line of the raw file. */
function example(id: string, { long = [-1, -1], short = [], verdict = "NONE" }: Answers = {}): string {
  const span = ([start, end]: [number, number]) => ({ start_token: start, end_token: end });
  const annotation = { yes_no_answer: verdict, long_answer: span(long), short_answers: short.map(span) };
  const members = {
    document_text: "a/b",
    question_text: "é?",
    long_answer_candidates: [],
    annotations: [annotation],
  };
  return `${JSON.stringify(members).slice(0, -1)}, "example_id": ${id}}`;
}

async function prepareLines(
  lines: readonly string[],
): Promise<Record<"train" | "test" | "gold" | "answers", string>> {
  const folders = await prepare({ "simplified-nq-train.jsonl": `${lines.join("\n")}\n` });
  const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");
  return {
    train: read(folders.public, "simplified-nq-train.jsonl"),
    test: read(folders.public, "simplified-nq-test.jsonl"),
    answers: read(folders.private, "test.jsonl"),
    gold: read(folders.private, "gold_submission.csv"),
  };
}

test("every 1,000 lines are split alone, with the same draws", async () => {
  const { test: asked } = await prepareLines(Array.from({ length: 1020 }, (_, i) => example(String(i))));
  const ids = asked
    .trimEnd()
    .split("\n")
    .map((line): string => JSON.parse(line).example_id);
  expect(ids.length).toBe(102);
  // Of 1,000 and of 20 lines, these are the first of the permutation of RandomState(0).
  expect([ids[0], ids[100], ids[101]]).toEqual(["993", "1018", "1001"]);
});

test("IDs become text, columns of the test file have another order, and nothing else changes", async () => {
  const { test: asked, answers } = await prepareLines([example("-5655493461695504401"), example("7")]);
  const line = answers.trimEnd();
  expect(asked).toMatch(
    /^\{"example_id":"[-\d]+","question_text":"\\u00e9\?","document_text":"a\\\/b","long_answer_candidates":\[\]\}\n$/,
  );
  expect(line).toMatch(/^\{"document_text":"a\\\/b",.*"example_id":"[-\d]+"\}$/);
});

test.each([
  [{}, "", ""],
  [{ long: [5, 9] }, "", "5:9"],
  [
    {
      long: [5, 9],
      short: [
        [6, 7],
        [5, 6],
      ],
    },
    "6:7",
    "5:9",
  ],
  [{ long: [5, 9], short: [[6, 7]], verdict: "NO" }, "NO", "5:9"],
] as [Answers, string, string][])(
  "the gold submission has one answer of %j",
  async (answers, short, long) => {
    const { gold } = await prepareLines([example("1", answers), example("2", answers)]);
    const id = /(\d)_short/.exec(gold)?.[1];
    expect(gold).toBe(`example_id,PredictionString\n${id}_short,${short}\n${id}_long,${long}\n`);
  },
);

test.each([
  ["an annotation too many", '"annotations": [', '"annotations": [{}, ', "Invalid annotations"],
  ["a field too few", '"yes_no_answer"', '"other"', "Invalid annotation"],
  ["no question", '"question_text"', '"question"', "question_text"],
])("examples with %s are rejected", async (_, from, to, message) => {
  const work = prepareChanged("simplified-nq-train.jsonl", (lines) =>
    lines.map((line) => line.replace(new RegExp(from.replace(/[[\]]/g, "\\$&").replace(" ", " ?")), to)),
  );
  await expect(work).rejects.toMatchObject({ kind: "user", message: expect.stringContaining(message) });
});

describe("scores are those of the reference", () => {
  const stored = (id: string, answers: Answers): string => example(`"${id}"`, answers);
  const answers = `${stored("-1", {
    long: [5, 9],
    short: [
      [6, 7],
      [5, 6],
    ],
  })}\n${stored("2", { long: [1, 4], verdict: "YES" })}\n`;
  const score = (...predictions: string[]): Promise<number> => {
    const rows = ["2_long", "-1_long", "2_short", "-1_short"].map((id, i) => `${id},${predictions[i]}`);
    return grade({ submission: `example_id,PredictionString\n${rows.join("\n")}\n`, answers });
  };

  test.each([
    ["any of the short answers is right", ["1:4", "5:9", "YES", "5:6"], 1],
    ["Python's integers and white space", [" 0_1 : +4 ", "٥:9", "\u2003YES ", "05:006"], 1],
    ["nothing where there is an answer", ["", "null", "", ""], 0],
    ["YES is no long answer", ["YES", "5:9", "NO", "6:7"], 0.5],
    ["a span of other ends", ["1:5", "9:5", "1:4", "6:7"], 0.25],
  ] as const)("%s", async (_, predictions, expected) => {
    expect(await score(...predictions)).toBe(expected);
  });

  test.each(["5", "5:", "5:6:7", "5.0:6", "yes", "1:2 3:4", "5__0:6", "True"])(
    "%s is rejected, with its row",
    async (text) => {
      await expect(score("1:4", "", text, "5:6")).rejects.toMatchObject({
        kind: "invalid-submission",
        details: { row: 3, column: "PredictionString" },
      });
    },
  );

  test.each(["", "{}\n", `${stored("1", {})}${"x"}\n`, example("1").replace("annotations", "other")])(
    "answers that are damaged are a grader error: %j",
    async (damaged) => {
      const submission = "example_id,PredictionString\n1_long,\n1_short,\n";
      await expect(grade({ submission, answers: damaged })).rejects.toMatchObject({ kind: "grader" });
    },
  );
});
