import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["Predicted"],
        value: { type: "run-lengths", height: 7606, width: 5249, order: "row-major" },
        description: "Ink pixels of the fragment; a blank for none.",
      },
    ],
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 65, minSize: 1, load: () => import("./miniature.js") },
});
