import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["Probability"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the species is present in the recording.",
      },
    ],
    rules: ["Id is 100 times the recording's rec_id plus the species' number, 0 to 18."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 322, minSize: 8, load: () => import("./miniature.js") },
});
