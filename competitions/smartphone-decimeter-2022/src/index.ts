import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["tripId"],
    targets: [
      {
        names: ["LatitudeDegrees", "LongitudeDegrees"],
        value: { type: "number" },
        accepts: ["missing"],
        description: "Latitude and longitude of the phone in degrees.",
      },
    ],
    requiredColumns: ["UnixTimeMillis"],
    rules: ["Rows of a trip are in the order of the sample submission."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 20, minSize: 2, load: () => import("./miniature.js") },
});
