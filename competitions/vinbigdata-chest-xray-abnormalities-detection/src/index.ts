import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image_id"],
    matchedBy: "id-set",
    targets: [
      {
        names: ["PredictionString"],
        value: {
          type: "boxes",
          fields: ["class_id", "confidence", "x_min", "y_min", "x_max", "y_max"],
          classes: 15,
          extent: 2500,
          none: "14 1 0 0 1 1",
        },
        description:
          "The findings of an image, at least one; class 14 with the box 0 0 1 1 says that there is none.",
      },
    ],
    rules: [
      "Six numbers per box, all of them separated by exactly one space.",
      "Every image of the test set has a row.",
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
