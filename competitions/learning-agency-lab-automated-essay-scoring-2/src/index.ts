import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["essay_id"],
    targets: [
      {
        names: ["score"],
        value: { type: "class", classes: [1, 2, 3, 4, 5, 6] },
        description: "Holistic score of the essay, from 1 to 6.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 20, load: () => import("./miniature.js") },
});
