import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { readNpyColumn, readNpyHeader, takeNpyRows } from "@mlebench/formats/npy";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { range, tableFromColumns } from "@mlebench/table";

const folder = "timit_11/timit_11";

export const prepare = definePrepare(async ({ raw, pub, priv, progress: onProgress }) => {
  const [trainFile, labelFile, testFile] = ["train_11", "train_label_11", "test_11"].map(
    (name) => `${folder}/${name}.npy`,
  );
  const [features, labels, unlabeled] = [trainFile, labelFile, testFile].map((name) => raw.require(name));
  const count = rowsOf(features);
  const testCount = rowsOf(unlabeled);
  const testSize = testCount / (count + testCount);
  const { train, test } = trainTestSplitIndices(count, { testSize, randomState: 0 });

  // Labels first: whatever is wrong with them shows before gigabytes are written.
  await takeNpyRows(labels, train, pub.resolve(labelFile), { onProgress });
  const classes = tableFromColumns({ ClassId: readNpyColumn(labels) }).take(test);
  const answers = classes.assign({ Id: range(0, test.length) }).select("Id", "ClassId");
  pub.csv("sampleSubmission.csv", answers.assign({ ClassId: 0 }));
  priv.csv("answers.csv", answers);

  await takeNpyRows(features, train, pub.resolve(trainFile), { onProgress });
  await takeNpyRows(features, test, pub.resolve(testFile), { onProgress });
});

function rowsOf(file: string): number {
  const [count = 0] = readNpyHeader(file).shape;
  if (count > 0) return count;
  throw new UserError("Array has no rows", { file, hint: "Download the competition's data again." });
}
