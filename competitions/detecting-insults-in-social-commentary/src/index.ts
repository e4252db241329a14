import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["Comment"],
    targets: [
      {
        names: ["Insult"],
        value: { type: "number", min: 0, max: 1 },
        description: "Probability that the comment insults a participant of the conversation.",
      },
    ],
    rules: ["Comments stand as in test.csv, quotation marks and escapes included, each as often as there."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 300, minSize: 10, load: () => import("./miniature.js") },
});
