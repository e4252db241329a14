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
