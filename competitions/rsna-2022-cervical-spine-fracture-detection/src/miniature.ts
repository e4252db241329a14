import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { writeLines } from "@mlebench/synthetic";

const levels = ["C1", "C2", "C3", "C4", "C5", "C6", "C7"];
const root = "1.2.826.0.1.3680043.";

/** A DICOM file of nothing but its preamble and mark, and a number so that no two are alike. */
function dicom(number: number): Buffer {
  const bytes = Buffer.alloc(136);
  bytes.write("DICM", 128, "latin1");
  bytes.writeUInt32LE(number, 132);
  return bytes;
}

/** The header of an empty NIfTI-1 volume. */
function nifti(): Buffer {
  const bytes = Buffer.alloc(352);
  bytes.writeInt32LE(348, 0);
  bytes.writeInt16LE(3, 40);
  bytes.writeFloatLE(352, 108);
  bytes.write("n+1\0", 344, "latin1");
  return bytes;
}

/**
 * CT studies of a few slices each. Boxes and segmentations exist for more of them than at Kaggle, so that a small
 * miniature has studies with both.
 */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const chance = (probability: number): boolean => random.random() < probability;
  const decimal = (low: number, high: number): string =>
    String(Number((low + random.random() * (high - low)).toFixed(5)));
  const suffixes = new Set<number>();
  // Kaggle's numbers have one to five digits, so that one study's id begins like another's.
  while (suffixes.size < size)
    suffixes.add(1 + Math.floor(random.random() * (chance(0.1) ? 4 * size : 32767)));
  const studies = Array.from(suffixes, (suffix) => `${root}${suffix}`);
  let images = 0;
  const writeStudy = async (folder: string, study: string): Promise<void> => {
    const directory = join(out, folder, study);
    await mkdir(directory, { recursive: true });
    const slices = 2 + Math.floor(random.random() * 3);
    for (let slice = 1; slice <= slices; slice++)
      await writeFile(join(directory, `${slice}.dcm`), dicom(images++));
  };

  await mkdir(join(out, "segmentations"));
  const train = [["StudyInstanceUID", "patient_overall", ...levels].join(",")];
  const boxes = ["StudyInstanceUID,x,y,width,height,slice_number"];
  for (const study of studies) {
    const hurt = chance(0.48);
    const fractures = levels.map(() => (hurt && chance(0.25) ? 1 : 0));
    if (hurt) fractures[Math.floor(random.random() * levels.length)] = 1;
    train.push([study, hurt ? 1 : 0, ...fractures].join(","));
    if (chance(0.24)) {
      for (let slice = 40; slice < 41 + random.random() * 4; slice++) {
        boxes.push(
          [study, decimal(150, 300), decimal(150, 300), decimal(10, 90), decimal(10, 90), slice].join(","),
        );
      }
    }
    if (chance(0.14)) await writeFile(join(out, "segmentations", `${study}.nii`), nifti());
    await writeStudy("train_images", study);
  }

  // A study outside the training set, as Kaggle's three examples of the hidden test set.
  const example = `${root}32768`;
  const rows = levels.slice(0, 3).map((level) => `${example}_${level}`);
  await writeStudy("test_images", example);
  const files: [string, string[]][] = [
    ["train.csv", train],
    ["train_bounding_boxes.csv", boxes],
    [
      "test.csv",
      ["row_id,StudyInstanceUID,prediction_type", ...rows.map((row, i) => `${row},${example},${levels[i]}`)],
    ],
    ["sample_submission.csv", ["row_id,fractured", ...rows.map((row) => `${row},0.5`)]],
  ];
  for (const [name, lines] of files) await writeLines(join(out, name), lines);
};
