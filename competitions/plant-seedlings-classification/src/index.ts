import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { species } from "./species.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["file"],
    targets: [
      {
        names: ["species"],
        value: { type: "class", classes: species },
        accepts: ["missing"],
        description: "Species of the seedling.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
