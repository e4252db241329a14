import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { labels } from "./labels.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["fname"],
    targets: [
      {
        names: ["label"],
        value: { type: "class", classes: labels },
        description: "Label of the recording: the folder that recordings like it have in the training data.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 60, minSize: 10, load: () => import("./miniature.js") },
});
