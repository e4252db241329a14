import { defineMiniature } from "@mlebench/synthetic";
import { formatFloat } from "@mlebench/table";

const phones = ["GooglePixel4", "GooglePixel4XL", "GooglePixel5", "SamsungGalaxyS20Ultra", "XiaomiMi8"];
const regions = ["US-MTV", "US-SJC", "US-LAX", "US-SVL"];
const columns = [
  "MessageType",
  "Provider",
  "LatitudeDegrees",
  "LongitudeDegrees",
  "AltitudeMeters",
  "SpeedMps",
  "AccuracyMeters",
  "BearingDegrees",
  "UnixTimeMillis",
];

/**
 * Drives on some days more than one, each with one to three phones, not all of which have true places. Coordinates have
 * 7 to 15 decimals, more than pandas' default parser reads exactly; altitudes have holes.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, chance, decimal, pick, size }) => {
  const coordinate = (degrees: number): string =>
    chance(0.5) ? degrees.toFixed(7 + below(9)) : formatFloat(degrees);
  const writeTrack = async (folder: string): Promise<void> => {
    let time = 1_589_000_000_000 + below(60_000_000) * 1000 + 447;
    let [latitude, longitude] = [37.2 + random.random() / 2, -122.5 + random.random() / 2];
    const rows = Array.from({ length: 3 + below(30) }, () => {
      time += chance(0.05) ? 3000 : 1000;
      latitude += (random.random() - 0.5) / 5000;
      longitude += (random.random() - 0.5) / 5000;
      return [
        "Fix",
        "GT",
        coordinate(latitude),
        coordinate(longitude),
        chance(0.2) ? null : decimal(-30, 60, 2),
        decimal(0, 30, 3),
        "0.1",
        decimal(0, 360, 1),
        time,
      ];
    });
    await raw.csv(`${folder}/ground_truth.csv`, columns, rows);
  };
  const writeDrive = async (folder: string, hasTruth: boolean): Promise<void> => {
    for (const [i, phone] of random
      .permutation(phones)
      .slice(0, 1 + below(3))
      .entries()) {
      const path = `${folder}/${phone}`;
      if (hasTruth && (i === 0 || chance(0.8))) await writeTrack(path);
      await raw.lines(`${path}/device_gnss.csv`, ["MessageType,utcTimeMillis", `Raw,${below(1e9)}`]);
      await raw.lines(`${path}/device_imu.csv`, [
        "MessageType,MeasurementX",
        `UncalAccel,${decimal(-9, 9, 6)}`,
      ]);
      await raw.lines(`${path}/supplemental/gnss_log.txt`, [`# ${phone}`, "#"]);
      await raw.file(`${path}/supplemental/rinex.o`, "     3.03           OBSERVATION DATA\r\n");
    }
  };

  const drives = new Set<string>();
  for (let i = 0; drives.size < size; i++) {
    // Two days at least, one of them spelled without a zero.
    const day =
      i === 0 ? "2020-05-14" : i === 1 ? "2021-4-8" : `202${below(2)}-0${1 + below(9)}-${10 + below(19)}`;
    const name = `${day}-${pick(regions)}-${1 + below(3)}`;
    drives.add(name);
    // Its name goes on after a hyphen, which comes before a slash in text and after it among paths.
    if (i > 0 && chance(0.2) && drives.size < size) drives.add(`${name}-b`);
  }
  for (const drive of drives) await writeDrive(`train/${drive}`, true);
  await raw.file("train/.DS_Store", "");
  await writeDrive("test/2021-12-08-US-LAX-1", false);
  await raw.lines("metadata/constellation_type_mapping.csv", [
    "constellationType,constellationName",
    "1,GPS",
  ]);
  await raw.file("metadata/raw_state_bit_map.json", '{"STATE_CODE_LOCK": 1}');
  await raw.lines("sample_submission.csv", [
    "tripId,UnixTimeMillis,LatitudeDegrees,LongitudeDegrees",
    "2021-12-08-US-LAX-1-GooglePixel5,1638992441446,37.904611315634504,-86.48107806249548",
  ]);
});
