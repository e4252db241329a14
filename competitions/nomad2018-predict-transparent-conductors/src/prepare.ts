import { definePrepare, type RawFolder } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { range, requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train.zip", "train");
  await raw.extract("train.csv.zip", "train.csv");
  const split = trainTestSplit(raw.csv("train.csv/train.csv"), { testSize: 0.1, randomState: 0 });
  for (const [folder, part] of Object.entries(split)) {
    requireUnique(part, "id");
    // Folders are named by integers, whichever type the column has.
    const ids = Array.from(part.numbers("id"), String);
    await pub.files(
      raw,
      ids.map((id, row) => [geometryOf(raw, `train/train/${id}`), `${folder}/${row + 1}/geometry.xyz`]),
    );
  }
  // Both parts number their materials from 1.
  const train = split.train.assign({ id: range(1, split.train.length + 1) });
  const test = split.test.assign({ id: range(1, split.test.length + 1) });
  const guesses = { formation_energy_ev_natom: 0.1779, bandgap_energy_ev: 1.8892 };
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop(...Object.keys(guesses)));
  pub.csv("sample_submission.csv", test.select("id").assign(guesses));
  priv.csv("test.csv", test);
});

/** Kaggle gives a material two geometries; of several, the last by name is published. */
function geometryOf(raw: RawFolder, folder: string): string {
  const shown = raw.list(folder, ".xyz").filter((name) => !name.startsWith("."));
  return `${folder}/${shown.at(-1) ?? "geometry.xyz"}`;
}
