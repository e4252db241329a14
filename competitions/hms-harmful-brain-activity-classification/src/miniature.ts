import { join } from "node:path";
import { writeParquet } from "@mlebench/formats/parquet";
import { type CsvCell, defineMiniature, distinct } from "@mlebench/synthetic";
import { grayPng } from "@mlebench/synthetic/media";
import { type Table, tableFromColumns } from "@mlebench/table";
import { votes } from "./votes.js";

const columns = [
  ...["eeg_id", "eeg_sub_id", "eeg_label_offset_seconds"],
  ...["spectrogram_id", "spectrogram_sub_id", "spectrogram_label_offset_seconds"],
  ...["label_id", "patient_id", "expert_consensus", ...votes],
];
const activities = ["Seizure", "LPD", "GPD", "LRDA", "GRDA", "Other"];

/**
 * EEGs of 1 to 9 segments: rows repeat the ID of the EEG, and their votes can be the same or differ. A
 * spectrogram covers one or two EEGs. Signals have a few samples of 3 leads. One recording is in no row.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, below, size }) => {
  // Kaggle's IDs have up to 10 digits, more than 32 bits hold.
  const ids = distinct(3 * size + 8, () => String(568_657 + below(4_294_000_000)));
  const newId = (): string => ids.pop() as string;
  const signal = (names: readonly string[], rows: number): Table =>
    tableFromColumns(
      Object.fromEntries(
        names.map((name) => {
          const values = Float64Array.from({ length: rows }, () => Math.fround(random.normal(0, 40)));
          return [name, { dtype: "float64", values }];
        }),
      ),
    );
  const writeEeg = (folder: string, id: string): Promise<void> =>
    writeParquet(signal(["Fp1", "C3", "EKG"], 4), join(raw.path, folder, `${id}.parquet`));
  const writeSpectrogram = (folder: string, id: string): Promise<void> =>
    writeParquet(signal(["time", "LL_0.59", "RP_19.92"], 2), join(raw.path, folder, `${id}.parquet`));
  const newVotes = (): number[] => {
    const counts = votes.map(() => (chance(0.3) ? below(8) : 0));
    counts[below(votes.length)] += 1 + below(5);
    return counts;
  };

  await raw.folder("train_eegs", "train_spectrograms", "test_eegs", "test_spectrograms");
  const rows: CsvCell[][] = [];
  for (let recording = 0; recording < 2 || rows.length < size; recording++) {
    const [spectrogram, patient] = [newId(), 1 + below(65_535)];
    await writeSpectrogram("train_spectrograms", spectrogram);
    let part = 0;
    for (let eegs = chance(0.15) ? 2 : 1; eegs > 0; eegs--) {
      const eeg = newId();
      await writeEeg("train_eegs", eeg);
      let offset = 0;
      let counts = newVotes();
      const segments = 1 + (chance(0.5) ? below(9) : 0);
      for (let segment = 0; segment < segments; segment++) {
        const consensus = activities[counts.indexOf(Math.max(...counts))];
        const times = [segment, `${offset}.0`, spectrogram, part++, `${offset}.0`];
        rows.push([eeg, ...times, newId(), patient, consensus, ...counts]);
        offset += 2 * (1 + below(20));
        if (chance(0.3)) counts = newVotes();
      }
    }
  }
  await raw.csv("train.csv", columns, rows);
  await writeEeg("train_eegs", newId());
  await writeSpectrogram("train_spectrograms", newId());
  for (const name of ["Sample01", "Sample02"])
    await raw.file(
      `example_figures/${name}.png`,
      grayPng({ width: 2, height: 1, pixels: Uint8Array.of(0, 255) }),
    );

  const [spectrogram, eeg] = [newId(), newId()];
  await writeSpectrogram("test_spectrograms", spectrogram);
  await writeEeg("test_eegs", eeg);
  await raw.csv("test.csv", ["spectrogram_id", "eeg_id", "patient_id"], [[spectrogram, eeg, 6885]]);
  const share = (1 / votes.length).toFixed(15);
  await raw.csv("sample_submission.csv", ["eeg_id", ...votes], [[eeg, ...votes.map(() => share)]]);
});
