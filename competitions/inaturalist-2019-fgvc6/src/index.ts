import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["predicted"],
        value: { type: "integer", min: 0, max: 1009, isClass: true },
        accepts: ["text", "out-of-range"],
        description: "Category of the species.",
      },
    ],
    rules: ["Categories after the first one of a row, separated by spaces, are not scored."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
