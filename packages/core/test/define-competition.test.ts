import { expect, test } from "vitest";
import { defineCompetition } from "../src/index.js";

test("rejects a competition without its facts and lists all that are missing", () => {
  const define = () =>
    defineCompetition({
      facts: { id: "toy" },
      submission: { id: ["id"], targets: [] },
      moduleUrl: import.meta.url,
      prepare: () => Promise.reject(new Error("not asked for")),
      grade: () => Promise.reject(new Error("not asked for")),
      miniature: { defaultSize: 1, minSize: 1, load: () => Promise.reject(new Error("not asked for")) },
    });
  expect(define).toThrow(/"toy" lacks: name, type, .*knownIssues/);
});

test.each([
  ["../labels.csv", "https://example.com/labels.csv"],
  ["labels.csv", "example.com/labels.csv"],
])("rejects a raw file that cannot be fetched: %s from %s", (name, url) => {
  const refuse = () => Promise.reject(new Error("not asked for"));
  const facts = {
    ...{
      id: "toy",
      name: "Toy",
      type: "simple",
      awardsMedals: false,
      metric: "accuracy",
      lowerIsBetter: false,
    },
    ...{ scoreType: "float", answers: "private/a.csv", sampleSubmission: "public/s.csv", splits: [] },
    ...{ goldSubmission: "private/a.csv", category: null, sizeGB: null, sampleSubmissionScore: null },
    medals: { gold: 1, silver: 1, bronze: 1, median: 1 },
    knownIssues: [],
    extraRawFiles: [{ name, url }],
  };
  const define = () =>
    defineCompetition({
      facts,
      submission: { id: ["id"], targets: [] },
      moduleUrl: import.meta.url,
      prepare: refuse,
      grade: refuse,
      miniature: { defaultSize: 1, minSize: 1, load: refuse },
    });
  expect(define).toThrow(`"toy" has an invalid extra raw file: "${name}" from "${url}"`);
});
