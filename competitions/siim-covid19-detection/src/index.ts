import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { fields } from "./boxes.js";
import { imageClasses, studyClasses } from "./classes.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["PredictionString"],
        value: {
          type: "boxes",
          fields,
          classes: [...studyClasses, ...imageClasses],
          extent: 3000,
          none: "none 1 0 0 1 1",
        },
        description:
          "The classes of a study, each with the box 0 0 1 1; or the opacities of an image, and `none` for none.",
      },
    ],
    rules: ["Six values per box, all of them separated by spaces."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 2, load: () => import("./miniature.js") },
});
