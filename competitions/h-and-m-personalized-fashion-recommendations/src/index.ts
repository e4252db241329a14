import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["customer_id"],
    matchedBy: "id-superset",
    exactColumns: true,
    targets: [
      {
        names: ["prediction"],
        value: { type: "labels", classes: [], most: 12 },
        accepts: ["missing"],
        description: "Articles that the customer will buy, most likely first, without leading zeros.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 20, load: () => import("./miniature.js") },
});
