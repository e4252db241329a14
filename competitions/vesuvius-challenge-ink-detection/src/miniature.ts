import { encodeMask, formatRuns } from "@mlebench/metrics";
import type { RandomState } from "@mlebench/sampling";
import { defineMiniature } from "@mlebench/synthetic";
import { grayPng, tinyTiff } from "@mlebench/synthetic/media";

/** Three fragments of different sizes, with strokes of ink that also touch the border; `size` slices each, one pixel large. */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  for (const fragment of ["1", "2", "3"]) {
    const folder = `train/${fragment}`;
    const height = random.randint(25, 60);
    const width = random.randint(20, 50);
    const ink = drawInk(random, height, width);
    await writeScan(folder, height, width);
    await raw.file(`${folder}/inklabels.png`, grayPng({ width, height, pixels: ink }, 1));
    const shades = Uint8Array.from(random.randint(60, 200, ink.length), (shade, i) => shade - 50 * ink[i]);
    await raw.file(`${folder}/ir.png`, grayPng({ width, height, pixels: shades }));
    const runs = formatRuns(encodeMask(ink, { height, width, order: "row-major" }));
    await raw.csv(`${folder}/inklabels_rle.csv`, ["Id", "Predicted"], [[fragment, runs]]);
  }
  for (const fragment of ["a", "b"]) await writeScan(`test/${fragment}`, 10, 8);
  const sample = ["a", "b"].map((id) => [id, "1 1 5 1"]);
  await raw.csv("sample_submission.csv", ["Id", "Predicted"], sample);

  async function writeScan(folder: string, height: number, width: number): Promise<void> {
    const pixels = new Uint8Array(height * width).fill(1);
    for (let corner = random.randint(0, width); corner > 0; corner--) pixels[corner] = 0;
    await raw.file(`${folder}/mask.png`, grayPng({ width, height, pixels }, 1));
    for (let slice = 0; slice < size; slice++) {
      const shade = random.randint(0, 256);
      const name = String(slice).padStart(2, "0");
      await raw.file(`${folder}/surface_volume/${name}.tif`, tinyTiff([shade, shade, shade]));
    }
  }
});

/** Strokes like those of letters: 1 is ink. */
function drawInk(random: RandomState, height: number, width: number): Uint8Array {
  const ink = new Uint8Array(height * width);
  for (let stroke = random.randint(3, 9); stroke > 0; stroke--) {
    const [top, left] = [random.randint(0, height), random.randint(0, width)];
    const [down, right] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    for (let step = random.randint(4, 20); step > 0; step--) {
      for (const offset of [0, 1, 2]) {
        const row = Math.round(top + step * down);
        const column = Math.round(left + step * right) + offset;
        if (row >= 0 && row < height && column >= 0 && column < width) ink[row * width + column] = 1;
      }
    }
  }
  if (!ink.includes(1)) ink[random.randint(0, ink.length)] = 1;
  return ink;
}
