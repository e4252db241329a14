import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["segment_id"],
    matchedBy: "id-set",
    targets: [
      {
        names: ["time_to_eruption"],
        value: { type: "number" },
        description: "Time until the next eruption.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 100, minSize: 2, load: () => import("./miniature.js") },
});
