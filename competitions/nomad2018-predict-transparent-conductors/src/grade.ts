import { rootMeanSquaredLogError } from "@mlebench/metrics";
import { blamePredictions, gradeTables, requireColumns, requireSameLength } from "@mlebench/table";

const formationEnergy = "formation_energy_ev_natom";
const bandgapEnergy = "bandgap_energy_ev";
const targets = [formationEnergy, bandgapEnergy];

export const grade = gradeTables({ id: "id", numbers: targets }, async (submission, answers) => {
  requireColumns(submission, targets);
  requireSameLength(submission, answers);
  const score = (name: string): number =>
    rootMeanSquaredLogError(answers.column(name), submission.column(name));
  const formation = await blamePredictions(submission, () => score(formationEnergy), formationEnergy);
  const bandgap = await blamePredictions(submission, () => score(bandgapEnergy), bandgapEnergy);
  return (formation + bandgap) / 2;
});
