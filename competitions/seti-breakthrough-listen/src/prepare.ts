import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireUnique, type Table } from "@mlebench/table";

/** Files lie in folders by the first character of their names. */
const pathsOf = (table: Table): string[] =>
  table.strings("id", { missing: "nan" }).map((id) => `${id[0]}/${id}.npy`);

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train_labels.csv");
  requireUnique(labeled, "id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  pub.csv("train_labels.csv", train);
  pub.csv("sample_submission.csv", test.assign({ target: 0.5 }));
  priv.csv("test.csv", test);
  await pub.directory(raw, "old_leaky_data", "old_leaky_data");
  await pub.files(
    raw,
    pathsOf(train).map((path) => `train/${path}`),
  );
  await pub.files(
    raw,
    pathsOf(test).map((path) => [`train/${path}`, `test/${path}`]),
  );
});
