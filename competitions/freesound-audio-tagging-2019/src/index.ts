import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { classes } from "./classes.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["fname"],
    targets: [
      {
        names: classes,
        value: { type: "number" },
        description:
          "Score of the sound for the clip: the higher, the more certain it is that the clip contains it.",
      },
    ],
    exactColumns: true,
    rules: [
      "`fname` is the first column, and the sounds follow in the order of the sample submission.",
      "Not all predictions are True or False.",
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 4, load: () => import("./miniature.js") },
});
