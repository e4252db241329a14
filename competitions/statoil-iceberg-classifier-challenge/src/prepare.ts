import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import type { PythonJson, PythonJsonObject } from "@mlebench/formats/python-json";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { integers, tableFromColumns } from "@mlebench/table";

const trainFile = "data/processed/train.json";
const testFile = "data/processed/test.json";

// Of Kaggle's own test set only the fields count. Both files are hundreds of megabytes of numbers, so images are read,
// written, and forgotten one by one.
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train.json.7z");
  await raw.extract("test.json.7z");
  const { fields } = raw.openRecords(testFile);
  const images = raw.openRecords(trainFile, [...fields, "id", "is_iceberg"]);
  const { train, test } = trainTestSplitIndices(images.length, { testSize: 0.2, randomState: 0 });

  const ids: string[] = [];
  const labels: number[] = [];
  function* trainImages() {
    for (const row of train) yield images.read(row);
  }
  function* testImages() {
    for (const row of test) {
      const image = images.read(row);
      ids.push(requireField(image, row, "id", isText, "text"));
      labels.push(Math.trunc(Number(requireField(image, row, "is_iceberg", isLabel, "0 or 1"))));
      yield new Map(fields.map((field) => [field, image.get(field) ?? null]));
    }
  }
  const requireField = <T extends PythonJson>(
    image: PythonJsonObject,
    row: number,
    column: string,
    isValid: (value: PythonJson) => value is T,
    expected: string,
  ): T => {
    const value = image.get(column) ?? null;
    if (isValid(value)) return value;
    const file = raw.resolve(trainFile);
    throw new UserError("Value has the wrong type", { file, row: row + 1, column, expected });
  };

  await pub.sevenZip("train.json.7z", [{ name: "train.json", json: trainImages() }]);
  await pub.sevenZip("test.json.7z", [{ name: "test.json", json: testImages() }]);
  const answers = tableFromColumns({ id: ids, is_iceberg: integers(labels) });
  priv.csv("test.csv", answers);
  priv.csv("sample_submission.csv", answers.assign({ is_iceberg: 0.5 }));
  await pub.sevenZip("sample_submission.csv.7z", ["sample_submission.csv"], { from: priv });
});

const isText = (value: PythonJson): value is string => typeof value === "string";
const isLabel = (value: PythonJson): value is bigint | boolean | number =>
  typeof value === "bigint" || typeof value === "boolean" || Number.isFinite(value);
