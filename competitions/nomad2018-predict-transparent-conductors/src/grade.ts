import { meanOverColumns, rootMeanSquaredLogError } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(meanOverColumns(rootMeanSquaredLogError), {
  id: "id",
  matchedBy: "position",
  target: ["formation_energy_ev_natom", "bandgap_energy_ev"],
  values: "numbers",
});
