import { trainTestSplitIndices } from "@mlebench/sampling";
import { type CsvCell, defineMiniature, distinct } from "@mlebench/synthetic";
import { grayDicom } from "@mlebench/synthetic/media";
import { compareText } from "@mlebench/table";
import { split } from "./split.js";

const columns = [
  ...["site_id", "patient_id", "image_id", "laterality", "view", "age", "cancer", "biopsy", "invasive"],
  ...["BIRADS", "implant", "density", "machine_id", "difficult_negative_case"],
];

/**
 * Screening exams, of about 4 images each: two views of each breast, sometimes a third or none of one breast. Patients
 * are in the order of their IDs as text; ages, ratings and densities have blank cells; one image is in no table.
 */
export const writeMiniature = defineMiniature(async ({ raw, chance, pick, below, size }) => {
  const count = Math.max(3, Math.round(size / 4));
  const ids = distinct(count, () => String(1 + below(65_536))).sort(compareText);
  const { test } = trainTestSplitIndices(count, split);
  const images = distinct(6 * count, () => String(1_000_000 + below(2_147_000_000)));
  const image = (folder: string, name: string): Promise<void> =>
    raw.file(
      `${folder}/${name}.dcm`,
      grayDicom(
        Uint8Array.from({ length: 4 }, () => below(256)),
        2,
        2,
      ),
    );

  const rows: CsvCell[][] = [];
  for (const [number, patient] of ids.entries()) {
    const site = 1 + below(2);
    const age = chance(0.03) ? "" : `${30 + below(60)}.0`;
    const [implant, machine] = [Number(chance(0.05)), pick([21, 29, 49, 170, 210])];
    const density = site === 2 || chance(0.1) ? "" : pick(["A", "B", "C", "D"]);
    for (const side of ["L", "R"]) {
      // The first patient of the test set has a cancer, and a breast without.
      const isFixed = number === test[0];
      const cancer = isFixed ? side === "L" : chance(0.1);
      const biopsied = cancer || chance(0.05);
      const rating = cancer ? 0 : pick([0, 1, 2]);
      const findings = [Number(cancer), Number(biopsied), Number(cancer && chance(0.7))];
      const views = ["CC", "MLO", ...(chance(0.1) ? ["AT"] : [])];
      for (const view of isFixed || side === "L" || chance(0.9) ? views : views.slice(0, below(2))) {
        const name = images.pop() as string;
        const about = [site, patient, name, side, view, age];
        const isRated = site === 1 && chance(0.5);
        const rated = [isRated ? `${rating}.0` : "", implant, density, machine];
        rows.push([...about, ...findings, ...rated, chance(0.1) && !cancer ? "True" : "False"]);
        await image(`train_images/${patient}`, name);
      }
    }
  }
  await image(`train_images/${ids[0]}`, images.pop() as string);
  await raw.csv("train.csv", columns, rows);
  await image("test_images/10008", "736471439");
  const asked = ["site_id", "patient_id", "image_id", "laterality", "view", "age", "implant", "machine_id"];
  const row = [2, 10008, 736471439, "L", "MLO", 81, 0, 21, "10008_L"];
  await raw.csv("test.csv", [...asked, "prediction_id"], [row]);
  await raw.csv("sample_submission.csv", ["prediction_id", "cancer"], [["10008_L", 0.021168]]);
});
