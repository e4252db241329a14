import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["score"],
        value: { type: "number" },
        accepts: ["missing"],
        description: "Similarity of the two phrases, from 0 (unrelated) to 1 (same meaning).",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 20, load: () => import("./miniature.js") },
});
