import { encodeMask, formatRuns } from "@mlebench/metrics";
import type { RandomState } from "@mlebench/sampling";
import { defineMiniature, distinct } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";

const organs = ["large_bowel", "small_bowel", "stomach"];
/** Width, height, and spacing of the pixels, which are part of the filenames. */
const formats = [
  [12, 12, "1.50_1.50"],
  [14, 9, "1.50_1.50"],
  [10, 13, "1.63_1.63"],
] as const;
const daysOfCase = [1, 1, 2, 3, 4, 5, 6, 7];

/** Patients with scans of up to seven days, a few slices each. Most slices show no organ, and day 9 comes before day 10. */
export const writeMiniature = defineMiniature(async ({ raw, random, size, pick, chance }) => {
  const rows: string[][] = [];
  const caseNumbers = distinct(size + 2, () => random.randint(1, 4 * size + 20));
  for (let i = 0; i < 2 || rows.length < size * organs.length; i++) {
    const name = `case${caseNumbers[i]}`;
    const dayCount = size < 20 ? 1 : pick(daysOfCase);
    for (const day of distinct(dayCount, () => random.randint(0, 32))) {
      await writeScan(name, `${name}_day${day}`, random.randint(size < 20 ? 1 : 2, 5));
    }
  }
  await raw.csv("train.csv", ["id", "class", "segmentation"], rows);
  await raw.csv("sample_submission.csv", ["id", "class", "predicted"], []);
  // A scan and a patient that the table does not mention.
  const [first] = rows[0][0].split("_");
  await raw.file(`train/${first}/${first}_day99/scans/slice_0001_12_12_1.50_1.50.png`, image(random, 12, 12));
  await raw.file("train/case0/case0_day0/scans/slice_0001_12_12_1.50_1.50.png", image(random, 12, 12));

  async function writeScan(name: string, scan: string, slices: number): Promise<void> {
    const [width, height, spacing] = pick(formats);
    for (let number = 1; number <= slices; number++) {
      const slice = String(number).padStart(4, "0");
      await raw.file(
        `train/${name}/${scan}/scans/slice_${slice}_${width}_${height}_${spacing}.png`,
        image(random, width, height),
      );
      for (const organ of organs) {
        const isShown = chance(0.4) || (number === 1 && organ === "stomach");
        const mask = isShown ? drawOrgan(random, width, height) : new Uint8Array(width * height);
        rows.push([`${scan}_slice_${slice}`, organ, formatRuns(encodeMask(mask, { height, width }))]);
      }
    }
  }
});

function image(random: RandomState, width: number, height: number): Uint8Array {
  return grayPng({ width, height, pixels: Uint8Array.from(random.randint(0, 256, width * height)) });
}

/** A rectangle, at times with a second one beside it. */
function drawOrgan(random: RandomState, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let part = random.randint(1, 3); part > 0; part--) {
    const [left, top] = [random.randint(0, width), random.randint(0, height)];
    const [right, bottom] = [left + random.randint(1, 6), top + random.randint(1, 6)];
    for (let y = top; y < Math.min(bottom, height); y++)
      mask.fill(1, y * width + left, y * width + Math.min(right, width));
  }
  return mask;
}
