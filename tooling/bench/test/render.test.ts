import { expect, test } from "vitest";
import { documentResults } from "../document.mjs";
import { bytes, ratioText, renderMarkdown, renderResult, seconds } from "../render.mjs";

const one = (median: number) => ({ median, min: median, max: median, values: [median] });
const result = {
  name: "grade-million",
  title: "Grading a million rows",
  size: 1_000_000,
  rounds: 2,
  ours: { wall: one(0.5), cpu: one(0.4), memory: one(120e6) },
  other: { kind: "reference" as const, figures: { wall: one(5), cpu: one(4) } },
  ratios: { wall: one(0.1), cpu: { median: 0.1, min: 0.09, max: 0.12, values: [0.09, 0.11] } },
  verdicts: [{ text: "≤ 0.09 × cpu", reached: false }],
};

test("renders a result with both sides, ratios, and targets", () => {
  expect(renderResult(result)).toEqual([
    "grade-million: Grading a million rows",
    "  ours       wall 500 ms, cpu 400 ms, memory 120 MB (2 rounds)",
    "  reference  wall 5.00 s, cpu 4.00 s",
    "  ratio      wall 0.10, cpu 0.10 (0.09–0.12) × the reference",
    "  target     ≤ 0.09 × cpu: MISSED",
  ]);
});

test("renders a table in Markdown, without a ratio where there is no other side", () => {
  const alone = { ...result, other: undefined, ratios: undefined, perItem: 150 };
  expect(renderMarkdown([result, alone]).split("\n").slice(2)).toEqual([
    "| Grading a million rows | 0.10 (0.09–0.12) | 0.10 | – | 500 ms, 120 MB |",
    "| Grading a million rows | – | – | – | 500 ms, 120 MB, 150 bytes each |",
  ]);
});

test("writes small ratios, times, and sizes with three digits", () => {
  expect(ratioText({ median: 0.0642, min: 0.06, max: 0.07, values: [1, 2] })).toBe("0.064 (0.060–0.070)");
  expect([0.0021, 2.5, 123.4].map(seconds)).toEqual(["2.10 ms", "2.50 s", "123 s"]);
  expect([12_345_678, 2.5e9].map(bytes)).toEqual(["12.3 MB", "2.50 GB"]);
});

test("replaces earlier results in a page, with date and machine, and refuses a page without marks", () => {
  const machine = { cpu: "Some CPU", cores: 2, memory: 25e9, platform: "linux x64", node: "v20.20.2" };
  const found = {
    date: "2026-11-29T19:00:00.000Z",
    machine: { ...machine, commit: "abc1234", hasChanges: false, load: 0.5 },
    note: "Against the reference in ../mle-bench, with python3.",
    results: [result],
  };
  const page =
    "Before\n<!-- results: written by `pnpm bench --document FILE` -->\nold\n<!-- /results -->\nafter\n";
  const written = documentResults(page, found);
  expect(written).toContain(
    "2026-11-29, 2 cores of Some CPU, 25 GB, linux x64, Node.js v20.20.2, commit abc1234, load before 0.5.\n",
  );
  expect(written).toContain("| Grading a million rows | 0.10 (0.09–0.12) |");
  expect(written).toMatch(/^Before\n[\s\S]*after\n$/);
  expect(written).not.toContain("old");
  expect(documentResults(written, found)).toBe(written);
  expect(() => documentResults("no marks", found)).toThrow("Missing marks");
});
