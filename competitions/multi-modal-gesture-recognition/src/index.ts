import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["Sequence"],
        value: { type: "sequence", min: 1, max: 20 },
        accepts: ["out-of-range"],
        description: "Numbers of the gestures in the recording, in the order in which they are performed.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 60, minSize: 8, load: () => import("./miniature.js") },
});
