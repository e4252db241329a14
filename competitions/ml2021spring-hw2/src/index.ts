import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["ClassId"],
        value: { type: "integer", min: 0, max: 38 },
        accepts: ["text", "out-of-range"],
        description: "Phoneme spoken in the frame.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
