import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { labels } from "./labels.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image_id"],
    targets: [
      {
        names: ["label"],
        value: { type: "class", classes: labels },
        accepts: ["missing"],
        description: "Disease or pest that the leaf shows, or `normal`.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
