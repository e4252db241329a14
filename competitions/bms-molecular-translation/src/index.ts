import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image_id"],
    targets: [
      {
        names: ["InChI"],
        value: { type: "text" },
        accepts: ["missing"],
        description: "InChI of the molecule; a missing one counts as the text nan.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 2, load: () => import("./miniature.js") },
});
