import { tfRecords } from "@mlebench/formats/tf-records";
import { defineMiniature, distinct } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const diseases = [
  "Cassava Bacterial Blight (CBB)",
  "Cassava Brown Streak Disease (CBSD)",
  "Cassava Green Mottle (CGM)",
  "Cassava Mosaic Disease (CMD)",
  "Healthy",
];
/** Shares of the diseases in Kaggle's data, added up. */
const cumulative = [0.051, 0.153, 0.264, 0.88, 1];
const files = 16;

/**
 * Photos of plants in the order of their names. TFRecord files have Kaggle's names, which hold Kaggle's numbers of records, but
 * only a sixteenth of the images each; labels are in them, as in Kaggle's.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, share, size }) => {
  const names = distinct(size + 1, () => `${1000 + below(4_294_966_000)}.jpg`);
  const [hidden, ...shown] = names;
  const rows = shown.sort().map((name) => [name, share(cumulative)] as const);
  for (const [name, label] of rows) await raw.file(`train_images/${name}`, photo(name, label));
  await raw.csv("train.csv", ["image_id", "label"], rows);
  const map = diseases.map((disease, label) => `"${label}": "${disease}"`).join(", ");
  await raw.file("label_num_to_disease_map.json", `{${map}}`);

  // Records are in another order than the table's rows.
  const shuffled = random.permutation(rows);
  for (let file = 0; file < files; file++) {
    const records = shuffled
      .filter((_, i) => i % files === file)
      .map(([name, label]) => ({ image: photo(name, label), image_name: Buffer.from(name), target: label }));
    const number = String(file).padStart(2, "0");
    const count = file === files - 1 ? 1327 : 1338;
    await raw.file(`train_tfrecords/ld_train${number}-${count}.tfrec`, tfRecords(records));
  }
  await raw.file(`test_images/${hidden}`, photo(hidden, 4));
  const record = { image: photo(hidden, 4), image_name: Buffer.from(hidden) };
  await raw.file("test_tfrecords/ld_test00-1.tfrec", tfRecords([record]));
  await raw.csv("sample_submission.csv", ["image_id", "label"], [[hidden, 4]]);
});

function photo(name: string, label: number): Uint8Array {
  return tinyJpeg(40 * label, name);
}
