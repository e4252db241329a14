import { join } from "node:path";
import { writeParquet } from "@mlebench/formats/parquet";
import { defineMiniature } from "@mlebench/synthetic";
import { type Column, tableFromColumns } from "@mlebench/table";

const strings = 86;
const sensorsPerString = 60;

const int64 = (values: readonly number[]): Column => ({ dtype: "int64", values: Float64Array.from(values) });
const float64 = (values: readonly number[]): Column => ({
  dtype: "float64",
  values: Float64Array.from(values),
});

/**
 * Events in batches, about ten in each, with a few pulses an event where the real detector has hundreds. Ids ascend with
 * gaps, as at Kaggle; one batch beyond the training set stands for the hidden test set.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, below, size }) => {
  const columns = [
    "batch_id",
    "event_id",
    "first_pulse_index",
    "last_pulse_index",
    "azimuth",
    "zenith",
  ] as const;
  const newEvents = () => Object.fromEntries(columns.map((name) => [name, [] as number[]]));
  const train = newEvents();
  const hidden = newEvents();
  let lastEvent = 0;

  const writeBatch = async (
    folder: string,
    batch: number,
    events: number,
    meta: Record<string, number[]>,
  ) => {
    const pulses = {
      event_id: [] as number[],
      sensor_id: [] as number[],
      time: [] as number[],
      charge: [] as number[],
    };
    const auxiliary: number[] = [];
    for (let i = 0; i < events; i++) {
      lastEvent += 1 + below(32);
      const first = auxiliary.length;
      let time = 5800 + below(400);
      for (let count = 3 + below(6); count > 0; count--) {
        time += below(900);
        pulses.event_id.push(lastEvent);
        pulses.sensor_id.push(below(strings * sensorsPerString));
        pulses.time.push(time);
        pulses.charge.push((1 + below(200)) / 40);
        auxiliary.push(chance(0.7) ? 1 : 0);
      }
      const azimuth = random.random() * 2 * Math.PI;
      // Even on the sphere.
      const zenith = Math.acos(1 - 2 * random.random());
      const row = [batch, lastEvent, first, auxiliary.length - 1, azimuth, zenith];
      columns.forEach((name, k) => {
        meta[name].push(row[k]);
      });
    }
    const table = tableFromColumns({
      event_id: int64(pulses.event_id),
      sensor_id: int64(pulses.sensor_id),
      time: int64(pulses.time),
      charge: float64(pulses.charge),
      auxiliary: { dtype: "bool", values: Uint8Array.from(auxiliary) },
    });
    await writeParquet(table, join(raw.path, folder, `batch_${batch}.parquet`));
  };

  await raw.folder("train", "test");
  const batches = Math.max(2, Math.min(660, Math.floor(size / 10)));
  for (let batch = 1; batch <= batches; batch++) {
    const events = Math.floor((size * batch) / batches) - Math.floor((size * (batch - 1)) / batches);
    await writeBatch("train", batch, events, train);
  }
  await writeBatch("test", batches + 1, 3, hidden);

  const tableOf = (meta: Record<string, number[]>) =>
    tableFromColumns(
      Object.fromEntries(
        columns.map((name) => [
          name,
          (name === "azimuth" || name === "zenith" ? float64 : int64)(meta[name]),
        ]),
      ),
    );
  const hiddenEvents = tableOf(hidden);
  await writeParquet(tableOf(train), join(raw.path, "train_meta.parquet"));
  await writeParquet(hiddenEvents.drop("azimuth", "zenith"), join(raw.path, "test_meta.parquet"));
  await writeParquet(
    hiddenEvents.select("event_id").assign({ azimuth: 1, zenith: 1 }),
    join(raw.path, "sample_submission.parquet"),
  );

  const geometry: (string | number)[][] = [];
  for (let string = 0; string < strings; string++) {
    const x = (120 * (string % 10) - 540 + below(20)).toFixed(2);
    const y = (120 * Math.floor(string / 10) - 480 + below(20)).toFixed(2);
    for (let k = 0; k < sensorsPerString; k++) {
      geometry.push([string * sensorsPerString + k, x, y, (500 - 17 * k).toFixed(2)]);
    }
  }
  await raw.csv("sensor_geometry.csv", ["sensor_id", "x", "y", "z"], geometry);
});
