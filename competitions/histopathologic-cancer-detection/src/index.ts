import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["label"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the center of the patch contains tumor tissue.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
