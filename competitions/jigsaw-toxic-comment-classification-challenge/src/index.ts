import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { classes } from "./classes.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: classes,
        value: { type: "number" },
        description: "Score of the kind of toxicity; higher means more likely.",
      },
    ],
    rules: ["The columns of the kinds are in the order of the sample submission."],
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 400, minSize: 2, load: () => import("./miniature.js") },
});
