import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { votes } from "./votes.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["eeg_id"],
    targets: [
      {
        names: votes,
        value: { type: "number", min: 0, max: 1 },
        accepts: ["missing"],
        description: "Share of the experts' votes for this kind of activity.",
      },
    ],
    rules: [
      "The probabilities of a row sum to one, to 5 decimals.",
      "Other columns that hold numbers count in the sum too.",
      "Rows of the same `eeg_id` are in the order of the sample submission.",
    ],
    rowSum: 1,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 12, load: () => import("./miniature.js") },
});
