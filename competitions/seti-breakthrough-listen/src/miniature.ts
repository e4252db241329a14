import { npyBytes } from "@mlebench/formats/npy";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds, withEachClass } from "@mlebench/synthetic";

/** Six scans of 2 × 3 numbers of 16 bits. */
const shape = [6, 2, 3];
const count = 36;

/**
 * Cadences in folders by the first character of their IDs, one in ten with a signal in every other scan, and the data
 * of the competition's first start. Both kinds are in the test part: without either there is no score.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const newId = hexadecimalIds(random, 12);
  const cadence = async (folder: string, target: number): Promise<[id: string, target: number]> => {
    const id = newId();
    const noise = random.randint(0x3000, 0x3c00, count);
    const halves = Uint16Array.from(noise, (bits, i) => (target === 1 && i % 12 === 4 ? 0x4400 : bits));
    // The bits are those of float16, which NumPy calls f2; the header is the same but for the name.
    const bytes = npyBytes(halves, shape);
    bytes.write("<f2", bytes.indexOf("<u2"), "latin1");
    await raw.file(`${folder}/${id[0]}/${id}.npy`, bytes);
    return [id, target];
  };
  const columns = ["id", "target"];
  const held = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 }).test;
  const drawn = Array.from({ length: size }, () => Number(chance(0.1)));
  const train: [string, number][] = [];
  for (const target of withEachClass<number>(random, drawn, [0, 1], { among: held })) {
    train.push(await cadence("train", target));
  }
  await raw.csv("train_labels.csv", columns, train);
  const sample: [string, number][] = [];
  for (let i = 0; i < 4; i++) sample.push([(await cadence("test", i % 2))[0], 0.5]);
  await raw.csv("sample_submission.csv", columns, sample);
  for (const part of ["train", "test"]) {
    const old: [string, number][] = [];
    for (let i = 0; i < 3; i++) old.push(await cadence(`old_leaky_data/${part}_old`, i % 2));
    await raw.csv(`old_leaky_data/${part}_labels_old.csv`, columns, old);
  }
});
