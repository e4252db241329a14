import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["sentence"],
        value: { type: "text" },
        description: "Sentence with the missing word put back.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 2000, minSize: 900, load: () => import("./miniature.js") },
});
