import { describe, expect, it } from "vitest";
import { type AggregateFormat, aggregateReports, formatAggregate } from "../src/index.js";
import { report, run } from "./runs.js";

const aggregate = aggregateReports({
  reports: [
    report(run("leaf-classification", { gold_medal: true, score: 0.1 }), run("x_y|z", { score: 2 })),
    report(run("leaf-classification", { valid_submission: false }), run("x_y|z", { bronze_medal: true })),
    report(run("leaf-classification")),
  ],
  split: ["leaf-classification", "x_y|z"],
  categories: { "x_y|z": "R&D, 100 %" },
});

describe("averages are written as", () => {
  it("text in even columns", () => {
    expect(formatAggregate(aggregate, "text")).toMatchSnapshot();
  });

  it("Markdown with bars escaped", () => {
    expect(formatAggregate(aggregate, "markdown")).toMatchSnapshot();
  });

  it("LaTeX with its special characters escaped", () => {
    expect(formatAggregate(aggregate, "latex")).toMatchSnapshot();
  });

  it("JSON that reads back as the same value, the reference's keys first", () => {
    const read = JSON.parse(formatAggregate(aggregate, "json")) as Record<string, unknown>;
    expect(read).toEqual(aggregate);
    expect(Object.keys(read).slice(0, 3)).toEqual([
      "num_seeds_averaged",
      "num_competitions_per_seed",
      "metrics",
    ]);
  });

  it("CSV with every number in full", () => {
    const [header, ...lines] = formatAggregate(aggregate, "csv").split("\n");
    expect(header.split(",")).toHaveLength(9);
    expect(lines).toHaveLength(8 * (1 + 1 + 1 + 2));
    const { mean, standard_error, ci_lower, ci_upper } = aggregate.metrics.any_medal_percentage;
    expect(lines).toContain(
      `all,,any_medal_percentage,2,2,${[mean, standard_error, ci_lower, ci_upper].join(",")}`,
    );
    expect(lines).toContain('category,"R&D, 100 %",gold_medal_percentage,2,1,0,0,0,0');
    expect(lines).toContain("competition,x_y|z,bronze_medal_percentage,2,1,50,50,-48,148");
  });

  it("nothing in an unknown format", () => {
    expect(() => formatAggregate(aggregate, "html" as AggregateFormat)).toThrowError("Unknown format `html`");
  });
});

it("exact ties between two decimals go to the even one, as Python formats them", () => {
  const lines = Array.from({ length: 32 }, (_value, i) =>
    run(`c${i}`, { gold_medal: i === 0, silver_medal: i < 3 }),
  );
  const text = formatAggregate(
    aggregateReports({ reports: [report(...lines)], split: lines.map((line) => line.competition_id) }),
    "text",
  );
  // 1/32 = 3.125 %, 3/32 = 9.375 %
  expect(text).toMatch(/Gold \(%\) +3\.12 ± 0\.00/);
  expect(text).toMatch(/Silver \(%\) +9\.38 ± 0\.00/);
});
