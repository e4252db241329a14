import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { imageShape } from "./image-shape.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["rle_mask"],
        value: { type: "run-lengths", ...imageShape },
        accepts: ["missing"],
        description: "Salt pixels of the image; empty if there are none.",
      },
    ],
    exactColumns: true,
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 120, minSize: 2, load: () => import("./miniature.js") },
});
