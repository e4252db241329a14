import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["predicted"],
        value: { type: "run-lengths", height: 10_000, width: 10_000 },
        accepts: ["missing"],
        description:
          "Pixels of glomeruli; empty if there are none. Images differ in size and are larger than this.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 60, minSize: 15, load: () => import("./miniature.js") },
});
