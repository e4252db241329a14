import { definePrepare } from "@mlebench/folders";
import { nanMean } from "@mlebench/metrics";
import { trainTestSplit } from "@mlebench/sampling";
import { firstOfGroups, requireColumns, requireUnique, uniqueStrings } from "@mlebench/table";
import { split } from "./split.js";

const testColumns = [
  ...["site_id", "patient_id", "image_id", "laterality", "view", "age", "implant", "machine_id"],
];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const images = raw.csv("train.csv");
  requireColumns(images, [...testColumns, "cancer"]);
  requireUnique(images, "image_id", "patient_id");
  const patients = trainTestSplit(uniqueStrings(images, "patient_id"), split);
  const train = images.whereIn("patient_id", new Set(patients.train));
  const test = images.whereIn("patient_id", new Set(patients.test));
  const sides = test.strings("laterality");
  const labeled = test.assign({
    prediction_id: test.strings("patient_id").map((patient, row) => `${patient}_${sides[row]}`),
  });
  const answers = firstOfGroups(labeled.select("prediction_id", "cancer"), "prediction_id");
  const rate = { constant: nanMean(train.numbers("cancer")), dtype: "float64" } as const;
  pub.csv("train.csv", train);
  pub.csv("test.csv", labeled.select(...testColumns, "prediction_id"));
  pub.csv("sample_submission.csv", answers.assign({ cancer: rate }));
  priv.csv("answers.csv", answers);

  for (const [folder, table] of Object.entries({ train_images: train, test_images: test })) {
    const names = table.strings("image_id");
    const files = table.strings("patient_id").map((patient, row) => `${patient}/${names[row]}.dcm`);
    await pub.files(
      raw,
      files.map((file) => [`train_images/${file}`, `${folder}/${file}`]),
    );
  }
});
