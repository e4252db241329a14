import type { RandomState } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { grayDicom } from "@mlebench/synthetic/media";

const columns = ["image_id", "class_name", "class_id", "rad_id", "x_min", "y_min", "x_max", "y_max"];
const findings = [
  "Aortic enlargement",
  "Atelectasis",
  "Calcification",
  "Cardiomegaly",
  "Consolidation",
  "ILD",
  "Infiltration",
  "Lung Opacity",
  "Nodule/Mass",
  "Other lesion",
  "Pleural effusion",
  "Pleural thickening",
  "Pneumothorax",
  "Pulmonary fibrosis",
];

interface Box {
  finding: number;
  corners: readonly number[];
}

/**
 * Images that three radiologists marked each on their own: seven in ten without findings, the rest with boxes that
 * differ a little between radiologists, some of them more than once. Rows are not sorted. Images are tiny.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const newId = hexadecimalIds(random, 32);
  const trainIds = Array.from({ length: size }, newId);
  const rows = trainIds.flatMap((id) => imageRows(random).map((row) => [id, ...row]));
  const testIds = Array.from({ length: Math.ceil(size / 5) }, newId);
  const sample = testIds.map((id) => [id, "14 1 0 0 1 1"]);

  await raw.csv("train.csv", columns, random.permutation(rows));
  await raw.csv("sample_submission.csv", ["image_id", "PredictionString"], sample);
  for (const [folder, names] of [
    ["train", trainIds],
    ["test", testIds],
  ] as const) {
    for (const id of names) {
      const pixels = Uint8Array.from(random.randint(0, 256, 64));
      await raw.file(`${folder}/${id}.dicom`, grayDicom(pixels, 8, 8));
    }
  }
});

/** What the radiologists wrote about one image, without its id. */
function imageRows(random: RandomState): (string | number)[][] {
  const radiologists = random.permutation(17).slice(0, 3);
  const names = Array.from(radiologists, (radiologist) => `R${radiologist + 1}`);
  if (random.random() < 0.7) return names.map((name) => ["No finding", 14, name, "", "", "", ""]);
  const boxes = Array.from({ length: random.randint(1, 5) }, () => drawBox(random));
  return names.flatMap((name, i) => {
    const seen = i === 0 ? boxes : boxes.filter(() => random.random() < 0.7);
    return seen.map(({ finding, corners }) => {
      const drawn = corners.map((side) => Math.max(0, side + random.randint(-20, 21)).toFixed(1));
      return [findings[finding], finding, name, ...drawn];
    });
  });
}

/** Some findings are far more common than others. */
function drawBox(random: RandomState): Box {
  const finding = Math.floor(random.random() ** 1.5 * findings.length);
  const left = random.randint(50, 2000);
  const top = random.randint(50, 2000);
  return { finding, corners: [left, top, left + random.randint(60, 1200), top + random.randint(60, 1200)] };
}
