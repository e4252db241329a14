import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { concatRows, groupRows, requireColumnCount, requireDisjoint, uniqueStrings } from "@mlebench/table";

const moleculeFiles = [
  "structures.csv",
  "dipole_moments.csv",
  "magnetic_shielding_tensors.csv",
  "mulliken_charges.csv",
  "potential_energy.csv",
  "scalar_coupling_contributions.csv",
];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const couplings = raw.csv("train.csv");
  requireColumnCount(couplings, 6);
  const molecules = groupRows(couplings, "molecule_name");
  const { train, test } = trainTestSplit(molecules, { testSize: 0.1, randomState: 0 });
  const [labeled, answers] = [train, test].map((groups) => couplings.take(concatRows(groups)));
  requireDisjoint(labeled, answers, "id");
  pub.csv("train.csv", labeled);
  pub.csv("test.csv", answers.drop("scalar_coupling_constant"));
  pub.csv("sample_submission.csv", answers.select("id").assign({ scalar_coupling_constant: 0 }));
  priv.csv("answers.csv", answers);

  const known = new Set(train.map(({ key }) => String(key)));
  for (const name of moleculeFiles) {
    const table = raw.csv(name);
    const present = new Set(uniqueStrings(table, "molecule_name"));
    const lacking = known.size - train.filter(({ key }) => present.has(String(key))).length;
    if (lacking > 0) {
      throw table.error(`${lacking} molecules of \`train.csv\` are missing`, {
        column: "molecule_name",
        expected: "rows for every molecule of train.csv",
        hint: "Download the file again.",
      });
    }
    pub.csv(name, table.whereIn("molecule_name", known));
  }
  await pub.files(
    raw,
    Array.from(known, (molecule) => `structures/${molecule}.xyz`),
  );
});
