import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };
import { characters, labelOf } from "./characters.js";

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["image_id"],
    targets: [
      {
        names: ["labels"],
        value: {
          type: "boxes",
          fields: ["label", "x", "y"],
          classes: characters.map(labelOf),
          extent: 2000,
          none: "",
        },
        accepts: ["missing"],
        description: "The characters of a page: for each, its Unicode code point and a pixel inside its box.",
      },
    ],
    rules: ["Three values per character, all of them separated by exactly one space."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 200, minSize: 2, load: () => import("./miniature.js") },
});
