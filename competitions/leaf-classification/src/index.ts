import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { species } from "./species.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: species,
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the leaf is of the species.",
      },
    ],
    rules: ["The probabilities of a row sum to one, within 0.000011."],
    rowSum: 1,
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 11, load: () => import("./miniature.js") },
});
