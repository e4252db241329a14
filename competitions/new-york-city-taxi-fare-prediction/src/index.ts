import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["key"],
    matchedBy: "rank",
    targets: [
      {
        names: ["fare_amount"],
        value: { type: "number" },
        description: "Fare of the ride in US dollars, tolls included.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  // The test set has 9,914 rides at any size, and at least one must be left to learn from.
  miniature: { defaultSize: 12_000, minSize: 9915, load: () => import("./miniature.js") },
});
