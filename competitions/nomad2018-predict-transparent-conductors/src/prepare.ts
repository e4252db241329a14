import { type PreparedFolder, preparation, type RawFolder } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import type { Table } from "@mlebench/table";

const targets = ["formation_energy_ev_natom", "bandgap_energy_ev"];

/** Numbers the materials from 1. */
const renumber = (table: Table): Table =>
  table.assign({
    id: { dtype: "int64", values: Float64Array.from({ length: table.length }, (_, row) => row + 1) },
  });

/** Puts the geometry of each material into the folder of its new number. */
const putGeometries = (raw: RawFolder, pub: PreparedFolder, materials: Table, folder: string) =>
  pub.files(
    raw,
    materials
      .texts("id")
      .map((id, row) => [`train/train/${id}/geometry.xyz`, `${folder}/${row + 1}/geometry.xyz`] as const),
  );

export const prepare = preparation(async ({ raw, pub, priv }) => {
  await raw.extract("train.zip", "train");
  await raw.extract("train.csv.zip", "train.csv");
  const { train, test } = trainTestSplit(raw.csv("train.csv/train.csv"), { testSize: 0.1, randomState: 0 });
  const answers = renumber(test);
  const guesses = { formation_energy_ev_natom: 0.1779, bandgap_energy_ev: 1.8892 };
  pub.csv("train.csv", renumber(train));
  pub.csv("test.csv", answers.drop(...targets));
  pub.csv("sample_submission.csv", answers.select("id").assign(guesses));
  priv.csv("test.csv", answers);
  await putGeometries(raw, pub, train, "train");
  await putGeometries(raw, pub, test, "test");
});
