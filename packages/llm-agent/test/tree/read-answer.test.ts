import { describe, expect, test } from "vitest";
import { metricOf, readProposal } from "../../src/tree/read-answer.js";

describe("an answer", () => {
  test("is a plan and the longest complete block of code", () => {
    const answer = "Use a mean.\n\n```sh\npip list\n```\n```python\nimport csv\nprint('```')\n```\nDone.";
    expect(readProposal(answer)).toEqual({ plan: "Use a mean.", code: "import csv\nprint('```')\n" });
    expect(readProposal("Plan\n```\nx = 1\n```")).toEqual({ plan: "Plan", code: "x = 1\n" });
  });

  test("that was cut off, or has no block, has no program", () => {
    expect(readProposal("Plan\n```python\nimport csv\n")).toEqual({ plan: "Plan", code: "" });
    expect(readProposal("I cannot do that.")).toEqual({ plan: "I cannot do that.", code: "" });
    expect(readProposal("")).toEqual({ plan: "", code: "" });
  });
});

describe("a metric", () => {
  test.each([
    ["Validation metric: 0.5\nepoch 2\nValidation metric: 0.25\n", null, 0.25],
    ["Validation metric: 1", 7, 1],
    ["validation metric = -1.5e-3  \n", null, -0.0015],
    ["Validation metric: nan", null, null],
    ["Validation metric: 0.5 of 1", null, null],
    ["RMSE on fold 1: 0.8120", 0.812, 0.812],
    ["accuracy 1", 1, 1],
  ])("of %j, reviewed as %s, is %s", (output, reviewed, metric) => {
    expect(metricOf(output, reviewed)).toBe(metric);
  });

  test("that the reviewer invented counts for nothing", () => {
    expect(metricOf("RMSE 0.8121", 0.812)).toBeNull();
    expect(metricOf("", 0.9)).toBeNull();
  });
});
