import { npyBytes } from "@mlebench/formats/npy";
import { type RandomState, trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, distinct, withEachClass } from "@mlebench/synthetic";
import { bands } from "./layout.js";

const height = 12;
const width = 10;
/** Images of a band, ten minutes apart; people have labeled the fifth. */
const times = 8;
const labelers = [4, 4, 4, 5, 6];

/** Satellite images of a few pixels. More than half of the records have no contrails; in others, a contrail is a line. */
export const writeMiniature = defineMiniature(async ({ raw, random, size, chance, pick }) => {
  const validationSize = Math.max(1, Math.round(size / 10));
  const ids = distinct(size + validationSize + 1, () => recordId(random));
  const { test } = trainTestSplitIndices(size, { testSize: validationSize, randomState: 0 });
  const drawn = Array.from({ length: size }, () => chance(0.4));
  const hasContrails = withEachClass(random, drawn, [true], { among: test });

  const trainIds = ids.slice(0, size);
  for (const [i, id] of trainIds.entries()) {
    const mask = hasContrails[i] ? contrail(random) : new Int32Array(height * width);
    const people = pick(labelers);
    await writeBands(`train/${id}`, mask);
    await raw.file(`train/${id}/human_pixel_masks.npy`, npyBytes(mask, [height, width, 1]));
    const individual = Int32Array.from({ length: mask.length * people }, (_, at) =>
      chance(0.05) ? 1 - mask[Math.floor(at / people)] : mask[Math.floor(at / people)],
    );
    const shape = [height, width, 1, people];
    await raw.file(`train/${id}/human_individual_masks.npy`, npyBytes(individual, shape));
  }
  // A record that the metadata does not mention.
  await writeBands(`train/${ids[ids.length - 1]}`, new Int32Array(height * width));
  const validationIds = ids.slice(size, -1);
  for (const id of validationIds) {
    const mask = chance(0.4) ? contrail(random) : new Int32Array(height * width);
    await writeBands(`validation/${id}`, mask);
    await raw.file(`validation/${id}/human_pixel_masks.npy`, npyBytes(mask, [height, width, 1]));
  }
  await raw.file("train_metadata.json", metadata(random, trainIds));
  await raw.file("validation_metadata.json", metadata(random, validationIds));
  for (const id of validationIds.slice(0, 2)) {
    await writeBands(`test/${id}`, new Int32Array(height * width));
  }
  const sample = validationIds.slice(0, 2).map((id, i) => [id, i === 0 ? "1 3 10 5" : "-"]);
  await raw.csv("sample_submission.csv", ["record_id", "encoded_pixels"], sample);

  /** Brightness temperatures: contrails are colder than what is below them. */
  async function writeBands(folder: string, mask: Int32Array): Promise<void> {
    for (const name of bands) {
      const ground = random.uniform(220, 300);
      const images = Float32Array.from(random.random(height * width * times), (noise, at) =>
        Math.fround(ground + 4 * noise - 12 * mask[Math.floor(at / times)]),
      );
      await raw.file(`${folder}/${name}`, npyBytes(images, [height, width, times]));
    }
  }
});

/** Up to 19 digits, which a double does not hold. */
function recordId(random: RandomState): string {
  const digits = random.randint(0, 10, random.randint(15, 19));
  return `${random.randint(1, 9)}${Array.from(digits).join("")}`;
}

/** A line through the image, 1 or 2 pixels thick; now and then it fills a column to its end. */
function contrail(random: RandomState): Int32Array {
  const mask = new Int32Array(height * width);
  const start = random.randint(0, height);
  const slope = random.uniform(-1.5, 1.5);
  const thickness = random.randint(1, 3);
  for (let column = random.randint(0, 3); column < width; column++) {
    const top = Math.round(start + slope * column);
    for (let row = Math.max(0, top); row < Math.min(height, top + thickness); row++)
      mask[row * width + column] = 1;
  }
  if (!mask.includes(1)) mask[random.randint(0, mask.length)] = 1;
  return mask;
}

/** As Python's json writes it, in one line: projections are text with quotes, times and places floats. */
function metadata(random: RandomState, ids: readonly string[]): string {
  const records = ids.map((id) => {
    const [row, column] = random.uniform(-3.5e6, 3.5e6, 2);
    const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));
    const projection =
      'PROJCS["unnamed",GEOGCS["GRS 1980(IUGG, 1980)",UNIT["degree",0.0174532925199433]],UNIT["m",1]]';
    return (
      `{"record_id": "${id}", "row_min": ${float(row)}, "row_size": ${float(1803.8)}, "col_min": ${float(column)}, ` +
      `"col_size": ${float(1503.51)}, "timestamp": ${float(1555804200 + 600 * random.randint(0, 50_000))}, ` +
      `"projection_wkt": ${JSON.stringify(projection)}}`
    );
  });
  return `[${records.join(", ")}]`;
}
