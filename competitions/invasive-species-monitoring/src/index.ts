import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["name"],
    targets: [
      {
        names: ["invasive"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the image shows the invasive plant.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 6, load: () => import("./miniature.js") },
});
