import { defineMiniature, distinct } from "@mlebench/synthetic";

const sensors = Array.from({ length: 10 }, (_, i) => `sensor_${i + 1}`);
const rowCount = 5;

/** Segments in no order, each a few rows of ten sensors, of which some are silent and some skip a reading. */
export const writeMiniature = defineMiniature(async ({ raw, random, below, chance, size }) => {
  const ids = distinct(size + 4, () => 513_181 + below(2_146_000_000));
  const segment = async (folder: string, id: number): Promise<[id: number, time: number]> => {
    const isSilent = sensors.map(() => chance(0.08));
    const rows = Array.from({ length: rowCount }, () =>
      sensors.map((_, i) => (isSilent[i] || chance(0.02) ? null : `${random.randint(-2000, 2001)}.0`)),
    );
    await raw.csv(`${folder}/${id}.csv`, sensors, rows);
    return [id, 6250 + below(49_000_000)];
  };
  const train: [number, number][] = [];
  for (const id of ids.slice(0, size)) train.push(await segment("train", id));
  const sample: [number, number][] = [];
  for (const id of ids.slice(size)) sample.push([(await segment("test", id))[0], 0]);
  await raw.csv("train.csv", ["segment_id", "time_to_eruption"], train);
  await raw.csv("sample_submission.csv", ["segment_id", "time_to_eruption"], sample);
});
