import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["pressure"],
        value: { type: "number" },
        accepts: ["missing", "text"],
        description: "Pressure in the airway, in centimeters of water.",
      },
    ],
    rules: ["Rows of the expiratory phase, where `u_out` is 1, are not scored and can hold anything."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 16, load: () => import("./miniature.js") },
});
