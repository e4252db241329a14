import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { sampleIndices } from "@mlebench/sampling";
import { type Column, integers, range, tableFromColumns } from "@mlebench/table";
import { formatRecordLines, parseInteger, readRecordLines } from "./record-lines.js";

const species = Array.from({ length: 19 }, (_, kind) => kind);
const featureFiles = ["histogram_of_segments", "segment_features", "segment_rectangles"];
const labelsFile = "essential_data/rec_labels_test_hidden.txt";
const imageFolders = ["filtered_spectrograms", "spectrograms", "supervised_segmentation"];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("mlsp_contest_dataset.zip");
  const data = (name: string): string => `mlsp_contest_dataset/${name}`;

  // Only Kaggle's training recordings have labels. They are renumbered, and a fifth of them is for testing.
  const allFolds = raw.csv(data("essential_data/CVfolds_2.txt"));
  const kaggleFold = allFolds.numbers("fold");
  const folds = allFolds.filter((row) => kaggleFold[row] === 0);
  const newIds = new Map(Array.from(folds.numbers("rec_id"), (old, position) => [old, position]));
  const tested = sampleIndices(folds.length, { frac: 0.2, randomState: 0 }).toSorted();
  const isTested = new Set(tested);
  const fold = withTested(folds.column("fold"), isTested);
  pub.csv("essential_data/CVfolds_2.txt", folds.assign({ rec_id: range(0, folds.length), fold }));

  const allNames = raw.csv(data("essential_data/rec_id2filename.txt"));
  const oldIds = allNames.numbers("rec_id");
  const named = allNames.filter((row) => newIds.has(oldIds[row]));
  const rec_id = integers(Array.from(named.numbers("rec_id"), (old) => newIds.get(old) as number));
  if (named.length !== folds.length) {
    throw new UserError("Recordings without exactly one filename", {
      file: raw.resolve(data("essential_data/rec_id2filename.txt")),
      expected: `${folds.length} of the file's recordings in fold 0`,
    });
  }
  pub.csv("essential_data/rec_id2filename.txt", named.assign({ rec_id }));

  const labels = readRecordLines(raw, data(labelsFile), newIds);
  const shown = labels.map(({ id, rest }) => ({ id, rest: isTested.has(id) ? "?" : rest || undefined }));
  pub.text(labelsFile, formatRecordLines("rec_id,[labels]", shown));
  for (const name of featureFiles.map((file) => `supplemental_data/${file}.txt`)) {
    const lines = readRecordLines(raw, data(name), newIds).map(({ id, rest = "" }) => ({ id, rest }));
    pub.text(name, formatRecordLines("rec_id,[histogram of segment features]", lines));
  }

  const rowIds = (ids: Iterable<number>) =>
    integers(Array.from(ids, (id) => species.map((kind) => id * 100 + kind)).flat());
  const hidden = labels.filter(({ id }) => isTested.has(id));
  if (hidden.length !== tested.length) {
    throw new UserError("Test recordings without exactly one line of labels", {
      file: raw.resolve(data(labelsFile)),
      expected: `${tested.length} lines of tested recordings, instead of ${hidden.length}`,
    });
  }
  const present = hidden.flatMap(({ rest = "" }) => {
    const present = new Set(
      rest
        .split(",")
        .filter((kind) => kind !== "")
        .map((kind) => requireSpecies(kind, raw.resolve(data(labelsFile)))),
    );
    return species.map((kind) => Number(present.has(kind)));
  });
  const answers = { Id: rowIds(hidden.map(({ id }) => id)), Probability: integers(present) };
  priv.csv("answers.csv", tableFromColumns(answers));
  pub.csv("sample_submission.csv", tableFromColumns({ Id: rowIds(tested) }).assign({ Probability: 0 }));

  pub.folder("supplemental_data/segmentation_examples");
  const recordings = named.strings("filename");
  const media = [
    "essential_data/species_list.txt",
    ...recordings.map((name) => `essential_data/src_wavs/${name}.wav`),
    ...imageFolders.flatMap((folder) => recordings.map((name) => `supplemental_data/${folder}/${name}.bmp`)),
    ...recordings
      .map((name) => `supplemental_data/segmentation_examples/${name}.bmp`)
      .filter((name) => raw.has(data(name))),
    "supplemental_data/segment_clusters.bmp",
    "supplemental_data/segment_mosaic.bmp",
  ];
  await pub.files(
    raw,
    media.map((name) => [data(name), name]),
  );
});

/** The folds with 1 in place of 0 for testing. One hole among Kaggle's folds has made floats of them; booleans mix. */
function withTested(fold: Column, isTested: ReadonlySet<number>): Column {
  if (fold.dtype === "bool") {
    return { dtype: "object", values: Array.from(fold.values, (_, id) => (isTested.has(id) ? 1n : false)) };
  }
  const values = Float64Array.from({ length: fold.values.length }, (_, id) => Number(isTested.has(id)));
  return { dtype: fold.dtype === "float64" ? "float64" : "int64", values };
}

function requireSpecies(text: string, file: string): number {
  const kind = parseInteger(text);
  if (kind !== undefined) return kind;
  throw new UserError("Label is not a species number", { file, expected: "integers" });
}
