import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["prediction"],
        value: { type: "number", min: 0, max: 1 },
        accepts: ["missing", "out-of-range"],
        description: "Toxicity of the comment; 0.5 and more count as toxic.",
      },
    ],
    rules: ["No column is called toxicity."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 80, load: () => import("./miniature.js") },
});
