import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["Tags"],
        value: { type: "labels", classes: [] },
        accepts: ["missing"],
        description: "Tags of the question.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 20, load: () => import("./miniature.js") },
});
