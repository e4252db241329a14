import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { groupRows, requireNoMissing, tableFromColumns, uniqueStrings } from "@mlebench/table";
import { firstBoxPerClass } from "./first-box-per-class.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labels = raw.csv("train.csv");
  // A box without an image would be an image without a file.
  requireNoMissing(labels, "image_id");
  const { train, test } = trainTestSplit(uniqueStrings(labels, "image_id"), {
    testSize: 0.1,
    randomState: 0,
  });
  pub.csv("train.csv", labels.whereIn("image_id", new Set(train)));
  const testIds = tableFromColumns({ image_id: test });
  pub.csv("sample_submission.csv", testIds.assign({ PredictionString: "14 1 0 0 1 1" }));

  const answers = firstBoxPerClass(labels.whereIn("image_id", new Set(test)));
  priv.csv("answers.csv", answers);
  const [classes, ...corners] = ["class_id", "x_min", "y_min", "x_max", "y_max"].map((name) =>
    answers.strings(name),
  );
  const box = (row: number): string => [classes[row], "1.0", ...corners.map((texts) => texts[row])].join(" ");
  const images = groupRows(answers, "image_id");
  const gold = images.map(({ rows }) => Array.from(rows, box).join(" "));
  const goldIds = answers.take(images.map(({ rows }) => rows[0])).select("image_id");
  priv.csv("gold_submission.csv", goldIds.assign({ PredictionString: gold }));

  await pub.files(
    raw,
    train.map((id) => `train/${id}.dicom`),
  );
  await pub.files(
    raw,
    test.map((id) => [`train/${id}.dicom`, `test/${id}.dicom`]),
  );
});
