import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id", "class"],
    matchedBy: "position",
    targets: [
      {
        names: ["predicted"],
        value: { type: "run-lengths", height: 234, width: 234 },
        accepts: ["missing"],
        description:
          "Pixels of the organ in the slice; empty if there are none. Some images are larger than this.",
      },
    ],
    requiredColumns: ["id", "class"],
    rules: ["Rows stand in the order of the sample submission, because they are paired by position."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 60, minSize: 2, load: () => import("./miniature.js") },
});
