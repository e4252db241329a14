import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["EC1", "EC2"],
        value: { type: "number" },
        description:
          "Probability, or any score that orders alike, that an enzyme of the class acts on the molecule.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 400, minSize: 2, load: () => import("./miniature.js") },
});
