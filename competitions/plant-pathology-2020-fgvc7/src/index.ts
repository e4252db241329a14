import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { classes } from "./classes.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image_id"],
    targets: [
      {
        names: classes,
        value: { type: "number" },
        description:
          "How likely the label holds for the leaf: a probability, or any number that grows with it.",
      },
    ],
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
