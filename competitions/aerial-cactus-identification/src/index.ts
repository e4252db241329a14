import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["has_cactus"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the image shows a columnar cactus.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 3, load: () => import("./miniature.js") },
});
