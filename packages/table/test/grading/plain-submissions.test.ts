import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError, type GradeContext } from "@mlebench/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readPlainCsv } from "../../src/csv/read-plain-csv.js";
import { type Column, defineMetricGrader, type Grader } from "../../src/index.js";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-plain-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Depends on every bit of every value, and on the order of rows. */
function digest({ values: truths }: Column, { values }: Column): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++)
    sum = sum * 1.000001 + Number(values[row] ?? 0.25) * 3 + Number(truths[row]);
  return sum;
}

const textDigest = (truths: readonly string[], texts: readonly string[]): number =>
  digest(lengths(truths), lengths(texts));

const lengths = (texts: readonly string[]): Column => ({
  dtype: "float64",
  values: Float64Array.from(texts, (text) =>
    [...text].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) as number), 7),
  ),
});

/** By the kind of value, a grader, and how the values are written. */
const graders: [Grader, string, (random: () => number) => string][] = [
  [
    defineMetricGrader(digest, { id: "id", target: "value", values: "probabilities" }),
    "number",
    (random) => (random() < 0.1 ? "1" : String(random())),
  ],
  [
    defineMetricGrader(digest, { id: "id", target: "value", values: "numbers", sorted: false }),
    "number",
    (random) => String(Math.round(random() * 1e6) / 100),
  ],
  [
    defineMetricGrader(digest, { id: "id", target: "value", values: "integers" }),
    "integer",
    (random) => (random() < 0.5 ? "0" : "1"),
  ],
  [
    defineMetricGrader(textDigest, { id: "id", target: "value", values: "strings" }),
    "text",
    (random) => `"${["a, b", "größe", 'say ""so""', "plain"][Math.floor(random() * 4)]}"`,
  ],
];

const ids: ((row: number) => string)[] = [
  (row) => String((row * 7919) % 1009),
  (row) => `${String((row * 7919) % 1009).padStart(5, "0")}_01`,
  (row) => Math.imul(row + 1, 0x9e3779b1).toString(16),
  (row) => `some/long/common/prefix/of/all/${(row * 7919) % 1009}.png`,
  (row) => `${"x".repeat(40)}${(row * 7919) % 1009}${"y".repeat(40)}`,
  (row) => `${row}.5`,
];

const cells = ["", "NA", "nan", "abc", "-1", "1e9", "inf", '"x"', "True", "7", "0.5", " 1", "null", '""'];

function contextOf(value: string): GradeContext {
  const type = value === "text" ? { type: "text" as const } : { type: value as "number", min: 0, max: 1 };
  return {
    facts: { answers: "private/none.csv", sampleSubmission: "public/none.csv" },
    submission: { id: ["id"], targets: [{ names: ["value"], value: type }] },
  } as unknown as GradeContext;
}

const outcomeOf = async (grader: Grader, submission: string, answers: string, context: GradeContext) => {
  try {
    return await grader({ submission, answers }, context);
  } catch (error) {
    return describeError(error);
  }
};

it("gives 3,000 submissions, damaged ones too, the score or the reason that the general reader leads to", async () => {
  let plainlyRead = 0;
  let scored = 0;
  for (let seed = 1; seed <= 3000; seed++) {
    const random = createRandom(seed);
    const below = (end: number) => Math.floor(random() * end);
    const [grader, value, spelling] = graders[below(graders.length)];
    const id = ids[below(ids.length)];
    const rows = 1 + below(40);
    const names = Array.from({ length: rows }, (_, row) => id(row));
    const answers = names.map((name) => `${name},${spelling(random)}`);
    const given = names.map((name) => [name, spelling(random)]);
    if (random() < 0.6) given.sort(() => random() - 0.5);
    for (let times = below(3); times > 0 && random() < 0.6; times--) {
      const row = below(given.length);
      const kind = below(6);
      if (kind === 0) given[row][0] = given[below(given.length)][0];
      else if (kind === 1) given[row][0] = cells[below(cells.length)];
      else if (kind === 2) given.splice(row, given.length > 1 ? 1 : 0);
      else given[row][1] = cells[below(cells.length)];
    }
    const write = (name: string, header: string, lines: readonly string[]): string => {
      const path = join(directory, name);
      writeFileSync(path, `${header}\n${lines.join("\n")}\n`);
      return path;
    };
    const lines = given.map((row) => row.join(","));
    const truth = write("answers.csv", "id,value", answers);
    const plain = write("plain.csv", "id,value", lines);
    // Quotes around the header are all that sends a file to the general reader.
    const other = write("other.csv", '"id","value"', lines);
    const context = contextOf(value);
    const expected = await outcomeOf(grader, other, truth, context);
    expect(await outcomeOf(grader, plain, truth, context), `seed ${seed}`).toBe(expected);
    const exactAnswers = write("other-answers.csv", '"id","value"', answers);
    expect(await outcomeOf(grader, other, exactAnswers, context), `seed ${seed}`).toBe(expected);
    if (readPlainCsv(plain, "submission") !== undefined) plainlyRead++;
    if (typeof expected === "number") scored++;
  }
  expect(plainlyRead).toBeGreaterThan(1500);
  expect(scored).toBeGreaterThan(1000);
  expect(scored).toBeLessThan(2700);
}, 120_000);
