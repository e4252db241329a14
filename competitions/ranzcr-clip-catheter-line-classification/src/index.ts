import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { classes } from "./classes.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["StudyInstanceUID"],
    targets: [
      {
        names: classes,
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the label applies to the X-ray.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 300, minSize: 2, load: () => import("./miniature.js") },
});
