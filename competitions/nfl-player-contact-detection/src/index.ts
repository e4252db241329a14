import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["contact_id"],
    targets: [
      {
        names: ["contact"],
        value: { type: "class", classes: [0, 1] },
        description: "Whether the two players, or the player and the ground, are in contact: 1 or 0.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 12, load: () => import("./miniature.js") },
});
