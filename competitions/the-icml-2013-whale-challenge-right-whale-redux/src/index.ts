import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["clip"],
    targets: [
      {
        names: ["probability"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the clip contains the call of a right whale.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 4, load: () => import("./miniature.js") },
});
