import { rootMeanSquaredLogError } from "@mlebench/metrics";
import { gradeTables, requireColumns, requireSameLength } from "@mlebench/table";

const targets = ["formation_energy_ev_natom", "bandgap_energy_ev"];

export const grade = gradeTables((submission, answers) => {
  requireColumns(submission, targets);
  requireSameLength(submission, answers);
  const [formation, bandgap] = targets.map((name) =>
    rootMeanSquaredLogError(answers.column(name), submission.column(name)),
  );
  return (formation + bandgap) / 2;
});
