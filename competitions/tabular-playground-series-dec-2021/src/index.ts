import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["Cover_Type"],
        value: { type: "class", classes: [1, 2, 3, 4, 5, 6, 7] },
        accepts: ["text"],
        description: "Forest cover type of the patch of land.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 500, minSize: 2, load: () => import("./miniature.js") },
});
