import { defineMiniature } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { species } from "./species.js";

const perKind = 64;
const numbered = (kind: string): string[] => Array.from({ length: perKind }, (_, i) => `${kind}${i + 1}`);
const features = [...numbered("margin"), ...numbered("shape"), ...numbered("texture")];

/**
 * Leaves around one prototype a species. For every five labeled leaves there are three more without a label, mixed in
 * by id. Kaggle's own data have 990 and 594; a small size leaves species out.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  // Histograms are mostly empty, outlines never.
  const prototypes = species.map(() =>
    features.map((name) => {
      if (name.startsWith("shape")) return 0.0002 + 0.001 * random.random();
      return chance(0.3) ? 0 : 0.08 * random.random() ** 2;
    }),
  );
  const measure = (prototype: readonly number[]): number[] =>
    prototype.map((value, i) => {
      const noisy = value * (0.6 + 0.8 * random.random());
      // Histograms count 1024 points and keep six decimals; outlines keep five significant digits.
      return features[i].startsWith("shape")
        ? Number(noisy.toPrecision(5))
        : Number((Math.round(noisy * 1024) / 1024).toFixed(6));
    });

  const total = size + Math.ceil(0.6 * size);
  const labeled = new Set(Array.from(random.permutation(total)).slice(0, size));
  const deck: number[] = [];
  const train: (string | number)[][] = [];
  const test: number[][] = [];
  const sample: number[][] = [];
  const images: { name: string; data: Uint8Array }[] = [];
  for (let i = 0; i < total; i++) {
    const id = i + 1;
    if (deck.length === 0) deck.push(...random.permutation(species.length));
    const kind = deck.pop()!;
    const measured = measure(prototypes[kind]);
    if (labeled.has(i)) train.push([id, species[kind], ...measured]);
    else {
      test.push([id, ...measured]);
      sample.push([id, ...species.map(() => 1 / species.length)]);
    }
    images.push({ name: `images/${id}.jpg`, data: tinyJpeg(2 * kind, `leaf ${id}`) });
  }
  await raw.zippedCsv("train.csv.zip", ["id", "species", ...features], train);
  await raw.zippedCsv("test.csv.zip", ["id", ...features], test);
  await raw.zippedCsv("sample_submission.csv.zip", ["id", ...species], sample);
  await raw.zip("images.zip", images);
});
