import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    id: ["id"],
    matchedBy: "position",
    targets: [
      {
        names: ["formation_energy_ev_natom"],
        value: { type: "number", min: 0 },
        accepts: ["out-of-range"],
        description: "Formation energy in electronvolts per atom.",
      },
      {
        names: ["bandgap_energy_ev"],
        value: { type: "number", min: 0 },
        accepts: ["out-of-range"],
        description: "Band gap in electronvolts.",
      },
    ],
    rules: ["The rows are in the order of the test set.", "Values are greater than -1."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 2, load: () => import("./miniature.js") },
});
