import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { winners } from "./winners.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: winners,
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the judge preferred the response of this model, or neither.",
      },
    ],
    rules: ["The probabilities of a row sum to 1, rounded to 6 decimals."],
    rowSum: 1,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
