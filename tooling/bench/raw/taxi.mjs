// New York taxi rides: about 103 bytes a row.
import { join } from "node:path";
import { blank, createDraws, writeBlocks, writeRows } from "./writing.mjs";

const features =
  "pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count";

export function makeRaw({ folder, size }) {
  const { random, below, pick, pool } = createDraws();
  const places = (center) =>
    pool(40_000, () => {
      const value = center + (random() + random() - 1) * 0.08;
      const kind = random();
      if (kind < 0.6) return String(Number(value.toFixed(6)));
      if (kind < 0.98) return String(Number(value.toFixed(12 + below(3))));
      return kind < 0.99 ? "0" : "0.0";
    });
  const [x, y] = [-73.98, 40.75].map(places);
  const moments = pool(100_000, () =>
    new Date(Date.UTC(2009, 0, 1) + below(2370 * 86_400) * 1000).toISOString().slice(0, 19).replace("T", " "),
  );
  const fares = pool(2000, () => String(Math.round((2.5 + random() ** 3 * 60) * 10) / 10));
  const ride = (number, fare) => {
    const moment = pick(moments);
    const arrived = random() > 0.000_01;
    const to = arrived ? `${pick(x)},${pick(y)}` : ",";
    return `${moment}.${number},${fare}${moment} UTC,${pick(x)},${pick(y)},${to},${1 + below(6)}`;
  };
  const digits = (i) => String(i).padStart(8, "0");
  const before = `key,fare_amount,${features}\n`;
  writeBlocks(join(folder, "train.csv"), { before }, size, () => ride(blank(8), `${pick(fares)},`), digits);
  writeRows(join(folder, "test.csv"), `key,${features}`, 9914, (i) => ride(digits(i), ""));
  writeRows(join(folder, "sample_submission.csv"), "key,fare_amount", 9914, (i) => `${i},11.35`);
  writeRows(join(folder, "GCP-Coupons-Instructions.rtf"), "{\\rtf1", 1, () => "}");
}
