import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["Pawpularity"],
        value: { type: "number", min: 1, max: 100 },
        description: "Popularity of the pet's profile, from 1 to 100.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
