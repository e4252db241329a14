import { tfRecords } from "@mlebench/formats/tf-records";
import type { RandomState } from "@mlebench/sampling";
import { defineMiniature } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const columns = ["image_name", "patient_id", "sex", "age_approx", "anatom_site_general_challenge"];
const sites = ["torso", "lower extremity", "upper extremity", "head/neck", "palms/soles", "oral/genital"];
const benign = [
  "unknown",
  "nevus",
  "seborrheic keratosis",
  "lentigo NOS",
  "solar lentigo",
  "lichenoid keratosis",
];
const files = 16;

interface Image {
  name: string;
  /** Patient, sex, age and site. */
  about: readonly string[];
  target: number;
}

/**
 * Lesions, several of one patient, few of them malignant, with missing values of sex, age and site. TFRecord files have Kaggle's
 * names, which hold Kaggle's numbers of records, but only a sixteenth of the images each.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const names = new Set<string>();
  const draw = (count: number): Image[] => {
    const images: Image[] = [];
    const patients = Array.from({ length: Math.ceil(count / 6) }, () => newPatient(random));
    while (images.length < count) {
      const name = `ISIC_${String(random.randint(0, 9_999_999)).padStart(7, "0")}`;
      if (names.has(name)) continue;
      names.add(name);
      const site = chance(0.03) ? "" : random.choice(sites);
      images.push({
        name,
        about: [...patients[random.randint(0, patients.length)], site],
        target: chance(0.12) ? 1 : 0,
      });
    }
    return images;
  };
  const train = draw(size);
  const test = draw(Math.ceil(size / 3));
  const rows = train.map(({ name, about, target }) => {
    const diagnosis = target === 1 ? "melanoma" : benign[Math.floor(random.random() ** 2 * benign.length)];
    return [name, ...about, diagnosis, target === 1 ? "malignant" : "benign", target];
  });

  await raw.csv("train.csv", [...columns, "diagnosis", "benign_malignant", "target"], rows);
  const testRows = test.map(({ name, about }) => [name, ...about]);
  await raw.csv("test.csv", columns, testRows);
  const sample = test.map(({ name }) => [name, 0]);
  await raw.csv("sample_submission.csv", ["image_name", "target"], sample);
  for (const [folder, images] of [
    ["train", train],
    ["test", test],
  ] as const) {
    for (const { name } of images) {
      await raw.file(`${folder}/${name}.dcm`, tinyDicom(name));
      await raw.file(`jpeg/${folder}/${name}.jpg`, jpegOf(name));
    }
    // Records are in another order than the table's rows.
    const shuffled = random.permutation(images);
    for (let file = 0; file < files; file++) {
      const records = shuffled
        .filter((_, i) => i % files === file)
        .map(({ name }) => ({ image: jpegOf(name), image_name: Buffer.from(name) }));
      const last = file === files - 1;
      const count = folder === "train" ? (last ? 2061 : 2071) : last ? 677 : 687;
      const name = `${folder}${String(file).padStart(2, "0")}-${count}.tfrec`;
      await raw.file(`tfrecords/${name}`, tfRecords(records));
    }
  }
});

function newPatient(random: RandomState): string[] {
  const sex = random.random() < 0.02 ? "" : random.choice(["female", "male"]);
  const age = random.random() < 0.02 ? "" : `${5 * random.randint(2, 19)}.0`;
  return [`IP_${String(random.randint(0, 9_999_999)).padStart(7, "0")}`, sex, age];
}

function jpegOf(name: string): Uint8Array {
  return tinyJpeg(Number(name.slice(-7)) % 256, name);
}

/** A DICOM file that names an image and has none: the preamble, and its identifier in group 2. */
function tinyDicom(name: string): Buffer {
  const value = Buffer.from(name.length % 2 === 0 ? name : `${name} `);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(value.length);
  const element = [Buffer.from([0x02, 0x00, 0x13, 0x00]), Buffer.from("SH"), length, value];
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), ...element]);
}
