import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["PassengerId"],
    targets: [
      {
        names: ["Transported"],
        value: { type: "boolean" },
        accepts: ["text"],
        description: "Whether the passenger was transported to another dimension.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 10, load: () => import("./miniature.js") },
});
