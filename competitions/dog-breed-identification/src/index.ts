import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { breeds } from "./breeds.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: breeds,
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the dog is of the breed.",
      },
    ],
    rules: ["The probabilities of a row sum to one, within 0.000011."],
    rowSum: 1,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 240, minSize: 2, load: () => import("./miniature.js") },
});
