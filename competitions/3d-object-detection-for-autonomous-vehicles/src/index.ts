import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { classes, fields } from "./box-format.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["PredictionString"],
        value: { type: "boxes", fields, classes, extent: 40, none: "" },
        accepts: ["missing"],
        description: "The objects of a sample: 9 values per box, all separated by one space.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 40, minSize: 5, load: () => import("./miniature.js") },
});
