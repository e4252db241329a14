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
        description: "Angle of the origin in the horizontal plane, in radians.",
      },
      {
        names: ["zenith"],
        value: { type: "number", min: 0, max: Math.PI },
        accepts: ["out-of-range"],
        description: "Angle of the origin from the vertical, in radians.",
      },
    ],
    rules: ["Angles outside these ranges are turned back into them."],
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
