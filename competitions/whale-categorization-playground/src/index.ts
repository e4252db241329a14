import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Image"],
    targets: [
      {
        names: ["Id"],
        value: { type: "labels", classes: [], most: 5 },
        accepts: ["missing"],
        description: "Whales that the photo may show, the most likely first; new_whale for an unknown whale.",
      },
    ],
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 12, load: () => import("./miniature.js") },
});
