import { preparation } from "@mlebench/folders";
import { sampleIndices } from "@mlebench/sampling";
import { type Column, tableFromColumns } from "@mlebench/table";
import { readRecordLines } from "./record-lines.js";

const speciesCount = 19;
const featureFiles = ["histogram_of_segments", "segment_features", "segment_rectangles"];

export const prepare = preparation(async ({ raw, pub, priv }) => {
  await raw.extract("mlsp_contest_dataset.zip");
  const data = (name: string): string => `mlsp_contest_dataset/${name}`;

  // Only Kaggle's training recordings have labels. They are numbered anew, and a fifth of them is for testing.
  const allFolds = raw.csv(data("essential_data/CVfolds_2.txt"));
  const kaggleFold = allFolds.numbers("fold");
  const folds = allFolds.filter((row) => kaggleFold[row] === 0);
  const newIds = new Map(Array.from(folds.numbers("rec_id"), (old, position) => [old, position]));
  const fold = new Float64Array(folds.length);
  for (const row of sampleIndices(folds.length, { frac: 0.2, randomState: 0 })) fold[row] = 1;
  pub.csv(
    "essential_data/CVfolds_2.txt",
    folds.assign({ rec_id: integers(fold.keys()), fold: integers(fold) }),
  );

  const allNames = raw.csv(data("essential_data/rec_id2filename.txt"));
  const oldIds = allNames.numbers("rec_id");
  const named = allNames.filter((row) => newIds.has(oldIds[row]));
  const namedIds = Array.from(named.numbers("rec_id"), (old) => newIds.get(old) as number);
  pub.csv("essential_data/rec_id2filename.txt", named.assign({ rec_id: integers(namedIds) }));

  /** Lines of labelled recordings, under their new number. */
  const lines = (name: string): { id: number; rest: string | undefined }[] =>
    readRecordLines(raw, data(name)).flatMap(({ id, rest }) => {
      const newId = newIds.get(id);
      return newId === undefined ? [] : [{ id: newId, rest }];
    });
  const labels = lines("essential_data/rec_labels_test_hidden.txt");
  const shown = labels.map(({ id, rest }) => withRest(id, fold[id] === 1 ? "?" : rest || undefined));
  pub.text("essential_data/rec_labels_test_hidden.txt", text("rec_id,[labels]", shown));
  for (const name of featureFiles) {
    const rows = lines(`supplemental_data/${name}.txt`).map(({ id, rest }) => withRest(id, rest ?? ""));
    pub.text(`supplemental_data/${name}.txt`, text("rec_id,[histogram of segment features]", rows));
  }

  const answers = labels
    .filter(({ id }) => fold[id] === 1)
    .map(({ id, rest = "" }) => {
      const present = rest.split(",").filter((species) => species !== "");
      return { id, present: new Set(present.map(Number)) };
    });
  const rowIds = (ids: readonly number[]): number[] =>
    ids.flatMap((id) => species.map((kind) => id * 100 + kind));
  priv.csv(
    "answers.csv",
    tableFromColumns({
      Id: integers(rowIds(answers.map(({ id }) => id))),
      Probability: integers(
        answers.flatMap(({ present }) => species.map((kind) => Number(present.has(kind)))),
      ),
    }),
  );
  const testIds = Array.from(fold.keys()).filter((id) => fold[id] === 1);
  const sample = tableFromColumns({ Id: integers(rowIds(testIds)) });
  pub.csv("sample_submission.csv", sample.assign({ Probability: 0 }));

  pub.folder("supplemental_data/segmentation_examples");
  const recordings = named.texts("filename");
  const images = ["filtered_spectrograms", "spectrograms", "supervised_segmentation"];
  const media = [
    "essential_data/species_list.txt",
    ...recordings.map((name) => `essential_data/src_wavs/${name}.wav`),
    ...images.flatMap((folder) => recordings.map((name) => `supplemental_data/${folder}/${name}.bmp`)),
    ...recordings
      .map((name) => `supplemental_data/segmentation_examples/${name}.bmp`)
      .filter((name) => raw.has(data(name))),
    "supplemental_data/segment_clusters.bmp",
    "supplemental_data/segment_mosaic.bmp",
  ];
  await pub.files(
    raw,
    media.map((name) => [data(name), name] as const),
  );
});

const species = Array.from({ length: speciesCount }, (_, kind) => kind);

function integers(values: Iterable<number>): Column {
  return { dtype: "int64", values: Float64Array.from(values) };
}

function withRest(id: number, rest: string | undefined): string {
  return rest === undefined ? String(id) : `${id},${rest}`;
}

function text(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].join("\n")}\n`;
}
