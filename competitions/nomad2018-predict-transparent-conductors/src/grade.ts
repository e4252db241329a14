import { rootMeanSquaredLogError } from "@mlebench/metrics";
import { defineGrader, requireColumns, requireSameLength, rethrowAsInvalidSubmission } from "@mlebench/table";

const formationEnergy = "formation_energy_ev_natom";
const bandgapEnergy = "bandgap_energy_ev";
const targets = [formationEnergy, bandgapEnergy];

export const grade = defineGrader({ id: "id", numbers: targets }, async (submission, answers) => {
  requireColumns(submission, targets);
  requireSameLength(submission, answers);
  const score = (name: string): number =>
    rootMeanSquaredLogError(answers.column(name), submission.column(name));
  const formation = await rethrowAsInvalidSubmission(
    submission,
    () => score(formationEnergy),
    formationEnergy,
  );
  const bandgap = await rethrowAsInvalidSubmission(submission, () => score(bandgapEnergy), bandgapEnergy);
  return (formation + bandgap) / 2;
});
