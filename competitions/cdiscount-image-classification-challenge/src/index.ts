import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["_id"],
    targets: [
      {
        names: ["category_id"],
        value: { type: "integer", min: 0, isClass: true },
        accepts: ["text", "out-of-range"],
        description: "Category of the product, one of those in category_names.csv.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
