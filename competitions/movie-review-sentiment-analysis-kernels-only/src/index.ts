import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["PhraseId"],
    targets: [
      {
        names: ["Sentiment"],
        value: { type: "class", classes: [0, 1, 2, 3, 4] },
        accepts: ["text"],
        description: "Sentiment of the phrase, 0 (negative) to 4 (positive).",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 400, minSize: 2, load: () => import("./miniature.js") },
});
