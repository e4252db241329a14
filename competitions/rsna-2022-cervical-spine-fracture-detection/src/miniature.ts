import { defineMiniature } from "@mlebench/synthetic";

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
export const writeMiniature = defineMiniature(async ({ raw, random, chance, decimal, below, size }) => {
  const suffixes = new Set<number>();
  // Kaggle's numbers have one to five digits, so that one study's id begins like another's.
  while (suffixes.size < size)
    suffixes.add(1 + Math.floor(random.random() * (chance(0.1) ? 4 * size : 32767)));
  const studies = Array.from(suffixes, (suffix) => `${root}${suffix}`);
  let images = 0;
  const writeStudy = async (folder: string, study: string): Promise<void> => {
    const slices = 2 + below(3);
    for (let slice = 1; slice <= slices; slice++)
      await raw.file(`${folder}/${study}/${slice}.dcm`, dicom(images++));
  };

  await raw.folder("segmentations");
  const train: (string | number)[][] = [];
  const boxes: (string | number)[][] = [];
  for (const study of studies) {
    const hurt = chance(0.48);
    const fractures = levels.map(() => (hurt && chance(0.25) ? 1 : 0));
    if (hurt) fractures[below(levels.length)] = 1;
    train.push([study, hurt ? 1 : 0, ...fractures]);
    if (chance(0.24)) {
      for (let slice = 40; slice < 41 + random.random() * 4; slice++) {
        const corner = [decimal(150, 300, 5), decimal(150, 300, 5)];
        boxes.push([study, ...corner, decimal(10, 90, 5), decimal(10, 90, 5), slice]);
      }
    }
    if (chance(0.14)) await raw.file(`segmentations/${study}.nii`, nifti());
    await writeStudy("train_images", study);
  }

  // A study outside the training set, as Kaggle's three examples of the hidden test set.
  const example = `${root}32768`;
  await writeStudy("test_images", example);
  const asked = levels.slice(0, 3).map((level) => [`${example}_${level}`, example, level]);
  const sample = asked.map(([row]) => [row, 0.5]);
  await raw.csv("train.csv", ["StudyInstanceUID", "patient_overall", ...levels], train);
  const box = ["x", "y", "width", "height"];
  await raw.csv("train_bounding_boxes.csv", ["StudyInstanceUID", ...box, "slice_number"], boxes);
  await raw.csv("test.csv", ["row_id", "StudyInstanceUID", "prediction_type"], asked);
  await raw.csv("sample_submission.csv", ["row_id", "fractured"], sample);
});
