import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { classes } from "./classes.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["qa_id"],
    matchedBy: "rank",
    targets: [
      {
        names: classes,
        value: { type: "number", min: 0, max: 1 },
        accepts: ["missing", "out-of-range", "text"],
        description: "Rating of the aspect, from 0 to 1. Only the order of the ratings matters.",
      },
    ],
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 120, minSize: 20, load: () => import("./miniature.js") },
});
