import { defineMiniature } from "@mlebench/synthetic";

/** Each descriptor's share in the molecule's size and its own deviation; integers if `isInteger`. */
const descriptors: Readonly<Record<string, { scale: number; noise: number; isInteger?: true }>> = {
  BertzCT: { scale: 500, noise: 120 },
  Chi1: { scale: 9, noise: 1 },
  Chi1n: { scale: 5.8, noise: 0.8 },
  Chi1v: { scale: 6.7, noise: 0.9 },
  Chi2n: { scale: 4.4, noise: 0.7 },
  Chi2v: { scale: 5.3, noise: 0.8 },
  Chi3v: { scale: 3.3, noise: 0.6 },
  Chi4n: { scale: 1.8, noise: 0.4 },
  EState_VSA1: { scale: 29, noise: 12 },
  EState_VSA2: { scale: 10, noise: 6 },
  ExactMolWt: { scale: 291, noise: 40 },
  FpDensityMorgan1: { scale: 1.3, noise: 0.2 },
  FpDensityMorgan2: { scale: 2, noise: 0.3 },
  FpDensityMorgan3: { scale: 2.5, noise: 0.3 },
  HallKierAlpha: { scale: -1, noise: 0.5 },
  HeavyAtomMolWt: { scale: 274, noise: 40 },
  Kappa3: { scale: 5, noise: 2 },
  MaxAbsEStateIndex: { scale: 10, noise: 1 },
  MinEStateIndex: { scale: -2, noise: 1.5 },
  NumHeteroatoms: { scale: 7, noise: 2, isInteger: true },
  PEOE_VSA10: { scale: 11, noise: 7 },
  PEOE_VSA14: { scale: 9, noise: 9 },
  PEOE_VSA6: { scale: 7, noise: 8 },
  PEOE_VSA7: { scale: 11, noise: 9 },
  PEOE_VSA8: { scale: 11, noise: 8 },
  SMR_VSA10: { scale: 18, noise: 7 },
  SMR_VSA5: { scale: 21, noise: 14 },
  SlogP_VSA3: { scale: 13, noise: 6 },
  VSA_EState9: { scale: 49, noise: 14 },
  fr_COO: { scale: 0.45, noise: 0.6, isInteger: true },
  fr_COO2: { scale: 0.45, noise: 0.6, isInteger: true },
};
const classes = ["EC1", "EC2", "EC3", "EC4", "EC5", "EC6"];
/** How common each class is; the first two lean on the molecule's size. */
const shares = [0.67, 0.8, 0.31, 0.28, 0.14, 0.16];

/** Molecules by their descriptors. Surfaces are often exactly zero, as in Kaggle's data. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const molecules = Array.from({ length: size }, (_, id) => {
    const bulk = Math.exp(0.4 * random.normal());
    const values = Object.entries(descriptors).map(([name, { scale, noise, isInteger }]) => {
      const value = scale * bulk + noise * random.normal();
      if (isInteger) return Math.max(0, Math.round(value));
      if (name.includes("VSA")) return value <= 0 || chance(0.15) ? "0.0" : value.toFixed(6);
      return Number(value.toFixed(8));
    });
    const flags = shares.map((share, i) => {
      const lean = i === 0 ? 0.2 : i === 1 ? -0.2 : 0;
      return Number(chance(share + lean * Math.log(bulk)));
    });
    return [id, ...values, ...flags];
  });
  await raw.csv("train.csv", ["id", ...Object.keys(descriptors), ...classes], molecules);
});
