import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, numbersWithGaps, withEachClass } from "@mlebench/synthetic";
import { grayDicom } from "@mlebench/synthetic/media";
import { split } from "./split.js";

const sequences = ["FLAIR", "T1w", "T1wCE", "T2w"];

/**
 * Cases with one or two slices of each sequence, where real ones have up to several hundred. Numbers of cases have five
 * digits, zeros first, and gaps; slices do not start at 1; one case is in no table, as those that were withdrawn.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, below, size }) => {
  const numbers = numbersWithGaps(random, size + 3);
  const ids = numbers.map((number) => String(number).padStart(5, "0"));
  const [withdrawn, ...others] = ids;
  const labeled = others.slice(0, size);
  const hidden = others.slice(size);
  const drawn = labeled.map(() => Number(chance(0.52)));
  const { test } = trainTestSplitIndices(size, split);
  const labels = withEachClass(random, drawn, [0, 1], { among: test });

  const writeCase = async (path: string): Promise<void> => {
    for (const sequence of sequences) {
      const first = 1 + below(20);
      const slices = chance(0.05) ? 2 : 1;
      for (let slice = first; slice < first + slices; slice++) {
        const pixels = Uint8Array.from({ length: 4 }, () => below(256));
        await raw.file(`${path}/${sequence}/Image-${slice}.dcm`, grayDicom(pixels, 2, 2));
      }
    }
  };
  for (const id of [withdrawn, ...labeled]) await writeCase(`train/${id}`);
  for (const id of hidden) await writeCase(`test/${id}`);
  const rows = labeled.map((id, row) => [id, labels[row]]);
  await raw.csv("train_labels.csv", ["BraTS21ID", "MGMT_value"], rows);
  const sample = hidden.map((id) => [id, 0.5]);
  await raw.csv("sample_submission.csv", ["BraTS21ID", "MGMT_value"], sample);
});
