import { defineMiniature, distinct, hexadecimal } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

/** Thumbnails named by 32 hexadecimal digits, in the order of their names; three in four show a cactus and are darker. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  const hidden = Math.ceil(0.23 * size);
  const names = distinct(size + hidden, () => `${hexadecimal(random, 32)}.jpg`);
  const train = names
    .slice(hidden)
    .sort()
    .map((name) => {
      const label = chance(0.75) ? 1 : 0;
      return { name, label, data: tinyJpeg(160 - 60 * label + random.randint(0, 50), name) };
    });
  const test = names
    .slice(0, hidden)
    .sort()
    .map((name) => ({ name, label: 0.5, data: tinyJpeg(random.randint(100, 210), name) }));

  for (const [folder, table, images] of [
    ["train", "train", train],
    ["test", "sample_submission", test],
  ] as const) {
    const rows = images.map(({ name, label }) => [name, label]);
    await raw.csv(`${table}.csv`, ["id", "has_cactus"], rows);
    const members = images.map(({ name, data }) => ({ name: `${folder}/${name}`, data }));
    await raw.zip(`${folder}.zip`, members);
  }
});
