import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Patient_Week"],
    matchedBy: "id-subset",
    targets: [
      {
        names: ["FVC"],
        value: { type: "number" },
        accepts: ["missing"],
        description: "Forced vital capacity of the patient in the week, in milliliters.",
      },
      {
        names: ["Confidence"],
        value: { type: "number", min: 70 },
        accepts: ["missing", "out-of-range"],
        description: "Standard deviation of the prediction, in milliliters; less than 70 counts as 70.",
      },
    ],
    rules: ["Only the last three weeks with a measurement of each patient are scored."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 18, load: () => import("./miniature.js") },
});
