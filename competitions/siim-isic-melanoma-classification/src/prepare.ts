import { definePrepare, type RawFolder } from "@mlebench/folders";
import { exampleBytes, readTfRecords } from "@mlebench/formats/tf-records";
import { requireExactColumns, requireUnique } from "@mlebench/table";

/** Two of Kaggle's sixteen files of training images, so about an eighth of the images, become the test set. */
const testRecords = ["train00-2071.tfrec", "train06-2071.tfrec"];
const testColumns = ["image_name", "patient_id", "sex", "age_approx", "anatom_site_general_challenge"];
const columns = [...testColumns, "diagnosis", "benign_malignant", "target"];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const images = raw.csv("train.csv", { floatParser: "default" });
  requireExactColumns(images, columns, { inOrder: true });
  requireUnique(images, "image_name");
  const names = images.strings("image_name").map(String);
  const testNames = new Set(testRecords.flatMap((file) => imageNames(raw, `tfrecords/${file}`)));
  const train = images.filter((row) => !testNames.has(names[row]));
  const test = images.filter((row) => testNames.has(names[row]));
  const answers = test.select("image_name", "target");
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.select(...testColumns));
  pub.csv("sample_submission.csv", answers.assign({ target: 0 }));
  priv.csv("test.csv", answers);

  for (const folder of ["train", "test", "jpeg/train", "jpeg/test", "tfrecords"]) pub.folder(folder);
  const sideOf = (name: string): string => (testNames.has(name) ? "test" : "train");
  await pub.files(
    raw,
    names.map((name) => [`train/${name}.dcm`, `${sideOf(name)}/${name}.dcm`]),
  );
  await pub.files(
    raw,
    names.map((name) => [`jpeg/train/${name}.jpg`, `jpeg/${sideOf(name)}/${name}.jpg`]),
  );

  const counts = { train: 0, test: 0 };
  const recordFiles = raw.list("tfrecords", ".tfrec").filter((file) => file.startsWith("train"));
  await pub.files(
    raw,
    recordFiles.map((file) => {
      const side = testRecords.includes(file) ? "test" : "train";
      const number = String(counts[side]++).padStart(2, "0");
      const records = file.slice(0, -".tfrec".length).split("-")[1];
      return [`tfrecords/${file}`, `tfrecords/${side}${number}-${records}.tfrec`];
    }),
  );
});

function imageNames(raw: RawFolder, file: string): string[] {
  return Array.from(readTfRecords(raw.require(file)), (record) =>
    String(exampleBytes(record, "image_name")[0]),
  );
}
