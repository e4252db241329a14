import { definePrepare, type RawFolder } from "@mlebench/folders";
import { exampleBytes, readTfRecords } from "@mlebench/formats/tf-records";
import { trainTestSplit } from "@mlebench/sampling";
import { requireExactColumns, requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const recordFiles = raw.list("train_tfrecords", ".tfrec");
  const files = trainTestSplit(recordFiles, { testSize: 0.1, randomState: 0 });
  const testNames = new Set(files.test.flatMap((file) => imageNames(raw, `train_tfrecords/${file}`)));
  const images = raw.csv("train.csv");
  requireExactColumns(images, ["image_id", "label"], { inOrder: true });
  requireUnique(images, "image_id");
  const names = images.strings("image_id").map(String);
  const train = images.filter((row) => !testNames.has(names[row]));
  const test = images.filter((row) => testNames.has(names[row]));
  pub.csv("train.csv", train);
  pub.csv("sample_submission.csv", test.assign({ label: 4 }));
  priv.csv("test.csv", test);

  await pub.files(raw, ["label_num_to_disease_map.json"]);
  for (const side of ["train", "test"] as const) {
    await pub.files(
      raw,
      files[side].map((file, i) => {
        const records = file.slice(0, -".tfrec".length).split("-")[1];
        const name = `ld_${side}${String(i).padStart(2, "0")}-${records}.tfrec`;
        return [`train_tfrecords/${file}`, `${side}_tfrecords/${name}`];
      }),
    );
  }
  pub.folder("test_images");
  await pub.files(
    raw,
    names.map((name) => [
      `train_images/${name}`,
      `${testNames.has(name) ? "test_images" : "train_images"}/${name}`,
    ]),
  );
});

function imageNames(raw: RawFolder, file: string): string[] {
  return Array.from(readTfRecords(raw.require(file)), (record) =>
    String(exampleBytes(record, "image_name")[0]),
  );
}
