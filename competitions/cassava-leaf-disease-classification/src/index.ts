import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image_id"],
    targets: [
      {
        names: ["label"],
        value: { type: "class", classes: [0, 1, 2, 3, 4] },
        description: "Disease of the plant, 4 if it is healthy.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 160, minSize: 16, load: () => import("./miniature.js") },
});
