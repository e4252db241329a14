import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { authors } from "./authors.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: authors,
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the author wrote the text.",
      },
    ],
    rules: ["The first column is `id`.", "The probabilities of a row sum to one, within 0.000011."],
    rowSum: 1,
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 300, minSize: 2, load: () => import("./miniature.js") },
});
