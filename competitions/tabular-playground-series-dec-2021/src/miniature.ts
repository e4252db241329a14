import { defineMiniature } from "@mlebench/synthetic";

/** Mean, deviation and bounds of each measurement. */
const measurements = {
  Elevation: [2980, 290, 1773, 4383],
  Aspect: [152, 110, -33, 407],
  Slope: [15, 8.5, -3, 64],
  Horizontal_Distance_To_Hydrology: [271, 226, -92, 1602],
  Vertical_Distance_To_Hydrology: [52, 68, -317, 647],
  Horizontal_Distance_To_Roadways: [1767, 1316, -287, 7666],
  Hillshade_9am: [212, 31, -4, 301],
  Hillshade_Noon: [221, 22, 49, 279],
  Hillshade_3pm: [141, 44, -53, 272],
  Horizontal_Distance_To_Fire_Points: [1582, 1128, -277, 8075],
} as const;
const areas = Array.from({ length: 4 }, (_, i) => `Wilderness_Area${i + 1}`);
const soils = Array.from({ length: 40 }, (_, i) => `Soil_Type${i + 1}`);

/** Kinds of cover from low to high ground; one of the seven is so rare that a small table may lack it. */
const coverAt = (height: number, draw: number): number => {
  if (draw < 0.0005) return 5;
  if (height < -1.6) return draw < 0.3 ? 4 : 6;
  if (height < -0.9) return 3;
  if (height < 0.5) return 2;
  return height < 1.6 ? 1 : 7;
};

/** Patches of synthetic land: as in Kaggle's data some are of several kinds of soil and others of none. */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const file = raw.open("train.csv");
  file.line(["Id", ...Object.keys(measurements), ...areas, ...soils, "Cover_Type"].join());
  for (let id = 0; id < size; id++) {
    const deviations = random.standardNormal(Object.keys(measurements).length);
    const values = Object.values(measurements).map(([mean, deviation, low, high], i) =>
      Math.round(Math.min(high, Math.max(low, mean + deviation * deviations[i]))),
    );
    const height = deviations[0] + 0.2 * random.normal();
    const inAreas = Array.from(random.random(areas.length), (draw) => Number(draw < 0.25));
    const onSoils = Array.from(random.random(soils.length), (draw) => Number(draw < 0.02));
    file.line([id, ...values, ...inAreas, ...onSoils, coverAt(height, random.random())].join());
  }
  file.close();
});
