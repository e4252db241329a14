import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["target"],
        value: { type: "number", min: 0, max: 1 },
        about: "Probability that the machine is in state 1.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  // The test set has 100,000 rows at any size, and at least one must be left to learn from.
  miniature: { defaultSize: 102_000, minSize: 100_001, load: () => import("./miniature.js") },
});
