import { defineMiniature, formatMoment } from "@mlebench/synthetic";

const firstPickup = Date.UTC(2009, 0, 1) / 1000;
const lastPickup = Date.UTC(2015, 6, 1) / 1000;
const unlabeled = 100;

/**
 * Rides with Kaggle's spellings: keys made unique by a fraction of a second, coordinates with up to seventeen digits,
 * fares and zero coordinates with and without a point, and a ride now and then that never arrived anywhere.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, below, size }) => {
  const train = raw.open("train.csv");
  const test = raw.open("test.csv");
  const sample = raw.open("sample_submission.csv");
  const features =
    "pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count";
  train.line(`key,fare_amount,${features}`);
  test.line(`key,${features}`);
  sample.line("key,fare_amount");

  const coordinate = (center: number): string => {
    const kind = random.random();
    const value = center + (random.random() + random.random() - 1) * 0.08;
    if (kind < 0.7) return String(Number(value.toFixed(6)));
    if (kind < 0.98) return String(value);
    if (kind < 0.99) return "0";
    if (kind < 0.997) return "0.0";
    return kind < 0.999 ? String(Math.round(center)) : "-1.9e-05";
  };
  for (let i = 0; i < size + unlabeled; i++) {
    const isLabeled = i < size;
    const second = firstPickup + below(lastPickup - firstPickup);
    const moment = formatMoment(second);
    const key = `${moment}.${"0".repeat(5 + (second % 3))}${i + 1}`;
    const [fromX, fromY, toX, toY] = [-73.98, 40.75, -73.98, 40.75].map(coordinate);
    const arrived = !(isLabeled && chance(0.0005));
    const cells = [`${moment} UTC`, fromX, fromY, arrived ? toX : "", arrived ? toY : ""];
    cells.push(String(chance(0.003) ? 0 : 1 + Math.floor(random.random() ** 3 * 6)));
    if (isLabeled) {
      const fare = Math.round((2.5 + random.random() ** 3 * 60) * 10) / 10;
      const tolled = chance(0.03) ? Number((fare + 4.57).toFixed(2)) : fare;
      train.line(`${key},${chance(0.0001) ? -tolled : tolled},${cells.join(",")}`);
    } else {
      test.line(`${key},${cells.join(",")}`);
      sample.line(`${key},11.35`);
    }
  }
  for (const writer of [train, test, sample]) writer.close();
  await raw.file(
    "GCP-Coupons-Instructions.rtf",
    "{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 Helvetica;}}\\f0\\fs24 How to ask for a coupon.\\par}\n",
  );
});
