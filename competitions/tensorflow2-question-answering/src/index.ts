import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["example_id"],
    targets: [
      {
        names: ["PredictionString"],
        value: { type: "span", words: ["YES", "NO"] },
        accepts: ["missing"],
        description: "First token of the answer and the token after its last one, or YES, NO, or nothing.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 12, load: () => import("./miniature.js") },
});
