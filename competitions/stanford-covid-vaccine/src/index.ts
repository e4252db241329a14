import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id_seqpos"],
    targets: [
      {
        names: ["reactivity", "deg_Mg_pH10", "deg_Mg_50C"],
        value: { type: "number" },
        accepts: ["missing", "text"],
        description: "Reactivity or degradation rate at a position of a sequence.",
      },
      {
        names: ["deg_pH10", "deg_50C"],
        value: { type: "number" },
        accepts: ["missing", "text"],
        description: "Degradation rate without magnesium. Required, but not scored.",
      },
    ],
    rules: ["Rows are in the order of the sample submission."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 40, minSize: 10, load: () => import("./miniature.js") },
});
