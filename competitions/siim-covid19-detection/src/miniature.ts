import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { grayDicom } from "@mlebench/synthetic/media";

const studyColumns = [
  "id",
  "Negative for Pneumonia",
  "Typical Appearance",
  "Indeterminate Appearance",
  "Atypical Appearance",
];
const shares = [0.28, 0.75, 0.92, 1];
const imageCounts = [0.93, 0.98, 1];

/** Studies of 1 to 3 images, in rows of no order: negative ones without opacities, the others with up to 4, rarely none. */
export const writeMiniature = defineMiniature(
  async ({ raw, random, size, share, chance, decimal, below }) => {
    const newId = hexadecimalIds(random, 12);
    const studies: (string | number)[][] = [];
    const images: string[][] = [];
    for (let left = size; left > 0; left--) {
      const study = newId();
      const studyClass = share(shares);
      studies.push([`${study}_study`, ...shares.map((_, i) => Number(i === studyClass))]);
      for (let image = share(imageCounts) + 1; image > 0; image--) {
        const id = newId();
        const boxes = studyClass === 0 || chance(0.1) ? [] : Array.from({ length: 1 + below(4) }, drawBox);
        await writeImage(`train/${study}/${newId()}/${id}.dcm`);
        const corners = boxes.map(({ x, y, width, height }) => {
          const [right, bottom] = [x + width, y + height].map((side) => Number(side.toFixed(5)));
          return `opacity 1 ${x} ${y} ${right} ${bottom}`;
        });
        const list = boxes.map(
          ({ x, y, width, height }) => `{'x': ${x}, 'y': ${y}, 'width': ${width}, 'height': ${height}}`,
        );
        const written = boxes.length === 0 ? "" : `[${list.join(", ")}]`;
        images.push([`${id}_image`, written, corners.join(" ") || "none 1 0 0 1 1", study]);
      }
    }
    // A study and a file that no table mentions.
    await writeImage(`train/${newId()}/${newId()}/${newId()}.dcm`);
    await raw.file(`train/${String(studies[0][0]).replace("_study", "")}/NOTES.TXT`, "scanned twice\n");

    const testStudies = Array.from({ length: Math.ceil(size / 5) }, newId);
    const sample: string[][] = [];
    for (const study of testStudies) {
      const id = newId();
      await writeImage(`test/${study}/${newId()}/${id}.dcm`);
      sample.push([`${study}_study`, "negative 1 0 0 1 1"], [`${id}_image`, "none 1 0 0 1 1"]);
    }
    await raw.csv("train_study_level.csv", studyColumns, studies);
    await raw.csv(
      "train_image_level.csv",
      ["id", "boxes", "label", "StudyInstanceUID"],
      random.permutation(images),
    );
    await raw.csv("sample_submission.csv", ["id", "PredictionString"], sample);

    function drawBox(): { x: number; y: number; width: number; height: number } {
      const [x, y, width, height] = [0, 0, 300, 300].map((low) => decimal(low, low + 1500, 5));
      return { x, y, width, height };
    }

    async function writeImage(name: string): Promise<void> {
      await raw.file(name, grayDicom(Uint8Array.from(random.randint(0, 256, 16)), 4, 4));
    }
  },
);
