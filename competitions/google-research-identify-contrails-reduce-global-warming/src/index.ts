import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { noContrails } from "./layout.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["record_id"],
    targets: [
      {
        names: ["encoded_pixels"],
        value: { type: "run-lengths", height: 256, width: 256, none: noContrails },
        description: "Contrail pixels of the labeled image; `-` if there are none.",
      },
    ],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 60, minSize: 2, load: () => import("./miniature.js") },
});
