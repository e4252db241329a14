import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["attribute_ids"],
        value: { type: "labels", classes: [], most: 8 },
        accepts: ["missing"],
        description: "Attributes of the artwork, by their numbers in labels.csv.",
      },
    ],
    rules: [
      "At least one row has several attributes, unless all are empty: the column would read as numbers.",
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 8, load: () => import("./miniature.js") },
});
