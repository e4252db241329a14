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
        value: { type: "integer", min: 0, max: 675, isClass: true },
        accepts: ["text", "out-of-range"],
        description: "Category of the animal; 0 for none.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 20, load: () => import("./miniature.js") },
});
