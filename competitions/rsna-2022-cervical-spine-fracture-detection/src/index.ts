import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["row_id"],
    targets: [
      {
        names: ["fractured"],
        value: { type: "number", min: 0, max: 1 },
        description:
          "The probability that the vertebra, or for patient_overall any vertebra of the neck, is fractured.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 10, load: () => import("./miniature.js") },
});
