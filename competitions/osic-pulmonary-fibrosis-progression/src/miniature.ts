import { trainTestSplitIndices } from "@mlebench/sampling";
import { type CsvCell, defineMiniature, distinct } from "@mlebench/synthetic";
import { grayDicom } from "@mlebench/synthetic/media";
import { formatFloat } from "@mlebench/table";

const columns = ["Patient", "Weeks", "FVC", "Percent", "Age", "Sex", "SmokingStatus"];
const statuses = ["Ex-smoker", "Never smoked", "Currently smokes"];
const visitsPerPatient = 9;

/**
 * Patients with 3 to 12 visits, the first one before the scan or after it, in weeks that are closer to each other than
 * real ones, so that the submission stays short. Patients are in no order; a patient of the training part has two visits
 * in one week, as some real ones have, and a folder of images belongs to no row.
 */
export const writeMiniature = defineMiniature(async ({ raw, chance, pick, below, digits, size }) => {
  const count = Math.max(2, Math.round(size / visitsPerPatient));
  const newId = (): string => `ID00${digits(500, 3)}6372021${digits(1e9, 9)}${digits(1000, 3)}`;
  const [foreign, ...patients] = distinct(count + 1, newId);
  const { train } = trainTestSplitIndices(count, { testSize: 0.1, randomState: 0 });
  const doubled = patients.toSorted()[train[0]];

  const rows: CsvCell[][] = [];
  for (const patient of patients) {
    const [age, sex, status] = [49 + below(40), pick(["Male", "Female"]), pick(statuses)];
    const typical = 2400 + below(2000);
    let volume = 1200 + below(3000);
    let week = below(14) - 5;
    const visits = 3 + below(2 * (visitsPerPatient - 3));
    for (let visit = 0; visit < visits; visit++) {
      rows.push([patient, week, volume, formatFloat((100 * volume) / typical), age, sex, status]);
      if (visit > 0 || patient !== doubled) week += 1 + below(chance(0.2) ? 6 : 2);
      volume = Math.max(827, volume + below(200) - 110);
    }
  }
  await raw.csv("train.csv", columns, rows);
  for (const patient of [foreign, ...patients]) {
    const slices = 1 + below(2);
    for (let slice = 1; slice <= slices; slice++) {
      const pixels = Uint8Array.from({ length: 4 }, () => below(256));
      await raw.file(`train/${patient}/${slice}.dcm`, grayDicom(pixels, 2, 2));
    }
  }
  const hidden = rows.filter(([patient]) => patient === patients[0]);
  await raw.csv("test.csv", columns, hidden.slice(0, 1));
  const sample = hidden.map(([patient, week]) => [`${patient}_${week}`, 2000, 100]);
  await raw.csv("sample_submission.csv", ["Patient_Week", "FVC", "Confidence"], sample);
});
