import { defineMiniature, hexadecimal } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { classes } from "./classes.js";

const labels = [...classes, "CVC - Normal", "Swan Ganz Catheter Present"];
const shares = [0.15, 0.15, 0.3, 0.12, 0.15, 0.2, 0.25, 0.25, 0.35, 0.6, 0.1];

/**
 * X-rays, several of one patient, about a third with their catheters drawn as lists of points. Labels are less rare than
 * Kaggle's, so that a small test set has most of them.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const newId = (): string =>
    `1.2.826.0.1.3680043.8.498.${Array.from(random.randint(0, 10, 38), String)
      .join("")
      .replace(/^0/, "1")}`;
  const patients = Array.from({ length: Math.ceil(size / 4) }, () => hexadecimal(random, 9));
  const train: (string | number)[][] = [];
  const annotations: string[][] = [];
  const images: (readonly [folder: string, id: string])[] = [];
  for (let i = 0; i < size; i++) {
    const id = newId();
    const has = shares.map(chance);
    images.push(["train", id]);
    train.push([id, ...has.map(Number), patients[random.randint(0, patients.length)]]);
    if (random.random() > 0.33) continue;
    for (const [k, label] of labels.entries()) {
      if (!has[k]) continue;
      const points = Array.from(
        { length: random.randint(1, 6) },
        () => `[${random.randint(0, 2800)}, ${random.randint(0, 2400)}]`,
      );
      annotations.push([id, label, `[${points.join(", ")}]`]);
    }
  }
  const testIds = Array.from({ length: Math.ceil(size / 8) }, newId);
  images.push(...testIds.map((id) => ["test", id] as const));

  await raw.csv("train.csv", ["StudyInstanceUID", ...labels, "PatientID"], train);
  const sample = testIds.map((id) => [id, ...labels.map(() => 0)]);
  await raw.csv("sample_submission.csv", ["StudyInstanceUID", ...labels], sample);
  await raw.csv("train_annotations.csv", ["StudyInstanceUID", "label", "data"], annotations);
  for (const [folder, id] of images) {
    await raw.file(`${folder}/${id}.jpg`, tinyJpeg(random.randint(0, 256), id));
  }
});
