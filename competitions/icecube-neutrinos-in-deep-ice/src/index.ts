import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["event_id"],
    matchedBy: "id-set",
    targets: [
      {
        names: ["azimuth"],
        value: { type: "number", min: 0, max: 2 * Math.PI },
        accepts: ["out-of-range"],
        description: "Angle in the horizontal plane that the neutrino came from, in radians.",
      },
      {
        names: ["zenith"],
        value: { type: "number", min: 0, max: Math.PI },
        accepts: ["out-of-range"],
        description: "Angle from the vertical that the neutrino came from, in radians.",
      },
    ],
    rules: ["Angles outside these ranges are turned back into them."],
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
