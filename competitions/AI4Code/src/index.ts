import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["cell_order"],
        value: { type: "ordering" },
        description: "IDs of all cells of the notebook in their predicted order, separated by spaces.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 140, minSize: 14, load: () => import("./miniature.js") },
});
