import { defineMiniature, numbersWithGaps } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const algorithms = ["JMiPOD", "JUNIWARD", "UERD"];

/** Images without and with a message by each algorithm, under the same names in four folders, and a few unlabeled ones. */
export const writeMiniature = defineMiniature(async ({ raw, random, below, size }) => {
  for (const number of numbersWithGaps(random, size, { maxStep: 3 })) {
    const name = `${String(number).padStart(5, "0")}.jpg`;
    const shade = below(250);
    await raw.file(`Cover/${name}`, tinyJpeg(shade, name));
    for (const [i, algorithm] of algorithms.entries()) {
      await raw.file(`${algorithm}/${name}`, tinyJpeg(shade + i + 1, `${name} ${algorithm}`));
    }
  }
  const sample: (string | number)[][] = [];
  for (let i = 1; i <= 5; i++) {
    const name = `${String(i).padStart(4, "0")}.jpg`;
    await raw.file(`Test/${name}`, tinyJpeg(below(256), name));
    sample.push([name, 0]);
  }
  await raw.csv("sample_submission.csv", ["Id", "Label"], sample);
});
