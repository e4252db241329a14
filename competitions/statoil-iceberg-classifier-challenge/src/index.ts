import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["is_iceberg"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the image shows an iceberg.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 80, minSize: 10, load: () => import("./miniature.js") },
});
