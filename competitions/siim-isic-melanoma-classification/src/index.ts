import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image_name"],
    targets: [
      {
        names: ["target"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the lesion is malignant.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 16, load: () => import("./miniature.js") },
});
