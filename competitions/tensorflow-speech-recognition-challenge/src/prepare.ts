import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { compareText, tableFromColumns } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train.7z");
  const recordings = raw
    .walk("train/audio", ".wav")
    .map((path) => ({ path: `train/audio/${path}`, label: labelOf(path), name: nameOf(path) }))
    .sort((a, b) => compareText(`${a.label}_${a.name}`, `${b.label}_${b.name}`));
  const { train, test } = trainTestSplit(recordings, { testSize: 0.1, randomState: 0 });
  // Names repeat among labels, so test recordings are numbered.
  const fname = test.map((_, i) => `clip_${String(i).padStart(8, "0")}.wav`);
  const answers = tableFromColumns({ fname, label: test.map(({ label }) => label) });
  priv.csv("test.csv", answers);
  pub.csv("sample_submission.csv", answers.assign({ label: "silence" }));
  await pub.files(
    raw,
    train.map(({ path, label, name }) => [path, `train/audio/${label}/${name}`]),
  );
  await pub.files(
    raw,
    test.map(({ path }, i) => [path, `test/audio/${fname[i]}`]),
  );
});

/** The folder that a recording is in. */
const labelOf = (path: string): string => path.split("/").at(-2) ?? "audio";
const nameOf = (path: string): string => path.split("/").at(-1) ?? path;
