import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["request_id"],
    targets: [
      {
        names: ["requester_received_pizza"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the requester received a pizza.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 10, load: () => import("./miniature.js") },
});
