import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Id"],
    targets: [
      {
        names: ["Category"],
        value: { type: "integer", min: 0, max: 22, isClass: true },
        accepts: ["text", "out-of-range"],
        description: "Category of the animal in the image, 0 if there is none.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 12, load: () => import("./miniature.js") },
});
