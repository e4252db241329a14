import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["BraTS21ID"],
    targets: [
      {
        names: ["MGMT_value"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the MGMT promoter of the tumor is methylated.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 60, minSize: 20, load: () => import("./miniature.js") },
});
