import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    matchedBy: "id-set",
    targets: [
      {
        names: ["scalar_coupling_constant"],
        value: { type: "number" },
        description: "Scalar coupling constant of a pair of atoms, in hertz.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 600, minSize: 10, load: () => import("./miniature.js") },
});
