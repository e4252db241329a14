import { formatPythonJson, type PythonJson, type PythonJsonObject } from "@mlebench/formats/python-json";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds, textMember, withEachClass } from "@mlebench/synthetic";

/** Kaggle's images have 75 × 75 pixels. */
const pixels = 9;

/**
 * Radar images with Kaggle's fields: bands of long floats, some of them integers; angles that are `na` in a part of the
 * labeled images; fields in another order in some; and half as many images without a label.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, below, decimal, size }) => {
  const newId = hexadecimalIds(random, 8);
  const band = (level: number): PythonJson[] =>
    Array.from({ length: pixels }, () => {
      if (chance(0.03)) return BigInt(-20 - below(9));
      if (chance(0.03)) return pick([-0, 1e-5, -1.5e-7, 1e16, -12345678.125]);
      return -level - 8 * random.random();
    });
  const image = (angle: PythonJson, label?: number): PythonJsonObject => {
    const isBright = label === 1;
    const fields: [string, PythonJson][] = [
      ["id", newId()],
      ["band_1", band(isBright ? 14 : 18)],
      ["band_2", band(isBright ? 20 : 24)],
      ["inc_angle", angle],
    ];
    if (label !== undefined) fields.push(["is_iceberg", BigInt(label)]);
    return new Map(chance(0.1) ? fields.reverse() : fields);
  };
  const angle = (): number => decimal(24.7, 45.9, 4);

  const { test } = trainTestSplitIndices(size, { testSize: 0.2, randomState: 0 });
  const drawn = Array.from({ length: size }, () => Number(chance(0.47)));
  const labels = withEachClass(random, drawn, [0, 1], { among: test });
  const labeled = labels.map((label) => image(chance(0.08) ? "na" : angle(), label));
  const unlabeled = Array.from({ length: Math.ceil(size / 2) }, () => image(angle()));
  for (const [name, images] of Object.entries({ train: labeled, test: unlabeled })) {
    const member = { name: `data/processed/${name}.json`, data: Buffer.from(formatPythonJson(images)) };
    await raw.sevenZip(`${name}.json.7z`, [member]);
  }
  const rows = unlabeled.map((one) => `${String(one.get("id"))},0.5`);
  await raw.sevenZip("sample_submission.csv.7z", [
    textMember("data/processed/sample_submission.csv", ["id,is_iceberg", ...rows]),
  ]);
});
