import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["prediction_id"],
    targets: [
      {
        names: ["cancer"],
        value: { type: "number", min: 0, max: 1 },
        accepts: ["missing", "out-of-range"],
        description: "Probability that the breast has a malignant tumor.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 12, load: () => import("./miniature.js") },
});
