import { definePrepare } from "@mlebench/folders";
import { melt, requireExactColumns, requireNoMissing, requireUnique, uniqueStrings } from "@mlebench/table";
import { selectTrainingStudies } from "./select-training-studies.js";

const id = "StudyInstanceUID";
const columns = [id, "patient_overall", "C1", "C2", "C3", "C4", "C5", "C6", "C7"];
const boxColumns = [id, "x", "y", "width", "height", "slice_number"];

export const prepare = definePrepare(async ({ raw, pub, priv, progress }) => {
  const studies = raw.csv("train.csv");
  requireExactColumns(studies, columns, { inOrder: true });
  requireNoMissing(studies, id);
  requireUnique(studies, id);
  const boxes = raw.csv("train_bounding_boxes.csv");
  requireExactColumns(boxes, boxColumns, { inOrder: true });
  // The reference cannot sort texts and holes; holes alone are boxes of no study.
  if (boxes.dtype(id) === "object") requireNoMissing(boxes, id);
  const segmented = raw.list("segmentations", ".nii").map((name) => name.slice(0, -".nii".length));
  const chosen = selectTrainingStudies(studies, uniqueStrings(boxes, id), segmented);

  const train = studies.whereIn(id, chosen.all);
  const test = studies.whereIn(
    id,
    new Set(uniqueStrings(studies, id).filter((study) => !chosen.all.has(study))),
  );
  const melted = melt(test, { keep: [id], variable: "prediction_type", value: "fractured" });
  const types = melted.strings("prediction_type");
  const answers = melted.assign({ row_id: melted.strings(id).map((study, row) => `${study}_${types[row]}`) });
  pub.csv("train.csv", train);
  pub.csv("train_bounding_boxes.csv", boxes.whereIn(id, chosen.boxed));
  priv.csv("answers.csv", answers);
  pub.csv("sample_submission.csv", answers.select("row_id", "fractured").assign({ fractured: 0.5 }));
  pub.csv("test.csv", answers.drop("fractured"));

  for (const name of ["segmentations", "train_images", "test_images"]) pub.folder(name);
  await pub.files(
    raw,
    Array.from(chosen.segmented, (study) => `segmentations/${study}.nii`),
  );
  let done = 0;
  for (const [folder, table] of Object.entries({ train_images: train, test_images: test })) {
    for (const study of uniqueStrings(table, id)) {
      await pub.directory(raw, `train_images/${study}`, `${folder}/${study}`);
      progress({ step: "link studies", done: ++done, total: studies.length, unit: "studies" });
    }
  }
});
