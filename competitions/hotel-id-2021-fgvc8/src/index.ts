import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image"],
    targets: [
      {
        names: ["hotel_id"],
        value: { type: "labels", classes: [], most: 5 },
        accepts: ["missing"],
        description: "Hotels that the photo may show, the most likely first.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 2, load: () => import("./miniature.js") },
});
