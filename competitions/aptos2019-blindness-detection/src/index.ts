import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id_code"],
    targets: [
      {
        names: ["diagnosis"],
        value: { type: "class", classes: [0, 1, 2, 3, 4] },
        description: "Severity of diabetic retinopathy, from 0 (none) to 4 (proliferative).",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
