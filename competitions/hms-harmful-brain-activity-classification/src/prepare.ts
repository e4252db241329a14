import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { type Column, requireColumnCount, requireDisjoint, type Table, uniqueStrings } from "@mlebench/table";
import { votes } from "./votes.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const segments = raw.csv("train.csv");
  requireColumnCount(segments, 15);
  const recordings = uniqueStrings(segments, "spectrogram_id");
  const split = trainTestSplit(recordings, { testSize: 0.1, randomState: 0 });
  const [train, test] = [split.train, split.test].map((ids) =>
    segments.whereIn("spectrogram_id", new Set(ids)),
  );
  requireDisjoint(train, test, "eeg_id");
  const gold = test.select("eeg_id").assign(shares(test));
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.select("spectrogram_id", "eeg_id", "patient_id"));
  pub.csv("sample_submission.csv", gold.fill(votes, 1 / votes.length));
  priv.csv("test.csv", test);
  priv.csv("gold_submission.csv", gold);

  await pub.directory(raw, "example_figures", "example_figures");
  for (const [side, table] of Object.entries({ train, test })) {
    for (const kind of ["eeg", "spectrogram"]) {
      const ids = uniqueStrings(table, `${kind}_id`);
      await pub.files(
        raw,
        ids.map((id) => [`train_${kind}s/${id}.parquet`, `${side}_${kind}s/${id}.parquet`]),
      );
    }
  }
});

/** Each column's share of the votes of a row. */
function shares(table: Table): Record<string, Column> {
  const counts = votes.map((name) => table.numbers(name));
  const shareOf = (count: number, row: number): number =>
    count / counts.reduce((sum, column) => sum + column[row], 0);
  return Object.fromEntries(
    votes.map((name, i) => [name, { dtype: "float64", values: counts[i].map(shareOf) }]),
  );
}
