import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image"],
    targets: [
      {
        names: ["labels"],
        value: {
          type: "labels",
          classes: ["complex", "frog_eye_leaf_spot", "healthy", "powdery_mildew", "rust", "scab"],
        },
        accepts: ["missing"],
        description: "Diseases of the leaf.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 120, minSize: 6, load: () => import("./miniature.js") },
});
