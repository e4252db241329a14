// IceCube: the table of all events with 660 batches of 200,000 events at the real size, and batches that are tiny files.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeParquet } from "@mlebench/formats/parquet";
import { tableFromColumns } from "@mlebench/table";
import { createDraws, writeRows } from "./writing.mjs";

const batches = 660;

export async function makeRaw({ folder, size }) {
  const { random, below } = createDraws();
  const int64 = (length, value) => ({ dtype: "int64", values: Float64Array.from({ length }, value) });
  const float64 = (length, value) => ({ dtype: "float64", values: Float64Array.from({ length }, value) });
  for (const name of ["train", "test"]) mkdirSync(join(folder, name), { recursive: true });
  let [event, pulse] = [24, 0];
  async function* tables() {
    for (let batch = 1; batch <= batches; batch++) {
      const length = Math.floor((size * batch) / batches) - Math.floor((size * (batch - 1)) / batches);
      const first = new Float64Array(length);
      const last = new Float64Array(length);
      pulse = 0;
      for (let i = 0; i < length; i++) {
        first[i] = pulse;
        pulse += 20 + below(300);
        last[i] = pulse - 1;
      }
      yield tableFromColumns({
        batch_id: int64(length, () => batch),
        event_id: int64(length, () => {
          event += 1 + below(32);
          return event;
        }),
        first_pulse_index: { dtype: "int64", values: first },
        last_pulse_index: { dtype: "int64", values: last },
        azimuth: float64(length, () => random() * 2 * Math.PI),
        zenith: float64(length, () => Math.acos(1 - 2 * random())),
      });
    }
  }
  await writeParquet(tables(), join(folder, "train_meta.parquet"));
  for (let batch = 1; batch <= batches; batch++)
    writeFileSync(join(folder, `train/batch_${batch}.parquet`), `PAR1${batch}`);
  writeRows(join(folder, "sensor_geometry.csv"), "sensor_id,x,y,z", 5160, (i) => `${i},${i}.5,${-i}.25,0`);
}
