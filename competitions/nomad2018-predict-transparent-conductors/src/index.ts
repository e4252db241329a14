import { defineCompetition } from "@mlebench/core";
import facts from "../facts/competition.json" with { type: "json" };

export const competition = defineCompetition({
  facts,
  moduleUrl: import.meta.url,
  submission: {
    // The grader matches rows by position and never looks at the ids.
    id: ["id"],
    targets: [
      {
        names: ["formation_energy_ev_natom"],
        value: { type: "number", min: 0 },
        about: "Energy of formation in electronvolts per atom.",
      },
      {
        names: ["bandgap_energy_ev"],
        value: { type: "number", min: 0 },
        about: "Band gap in electronvolts.",
      },
    ],
    rules: ["The rows are in the order of the test set.", "Values are greater than -1."],
  },
  prepare: () => import("./prepare.js"),
  grade: () => import("./grade.js"),
  miniature: { defaultSize: 150, minSize: 2, load: () => import("./miniature.js") },
});
