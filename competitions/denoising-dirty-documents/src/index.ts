import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    targets: [
      {
        names: ["value"],
        value: { type: "number", min: 0, max: 1 },
        accepts: ["out-of-range"],
        description: "Brightness of the pixel on the clean page, 0 (black) to 1 (white).",
      },
    ],
    rules: ["Every pixel of every test image has a row: <image>_<row>_<column>, counted from 1."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 20, minSize: 2, load: () => import("./miniature.js") },
});
