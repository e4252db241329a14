import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["PredictionString"],
        value: { type: "text" },
        accepts: ["missing"],
        description: "The words of the context that answer the question.",
      },
    ],
    rules: ["At least one value of `PredictionString` is neither empty nor a number, or all are empty."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 120, minSize: 2, load: () => import("./miniature.js") },
});
