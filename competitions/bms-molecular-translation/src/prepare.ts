import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns, requireUnique, type Table } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train_labels.csv", { floatParser: "default" });
  requireColumns(labeled, ["image_id", "InChI"]);
  requireUnique(labeled, "image_id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.2, randomState: 0 });
  pub.csv("train_labels.csv", train);
  pub.csv("sample_submission.csv", test.assign({ InChI: "InChI=1S/H2O/h1H2" }));
  priv.csv("test.csv", test);
  await pub.files(raw, ["extra_approved_InChIs.csv"]);
  await pub.files(raw, imagesOf(train, "train"));
  await pub.files(raw, imagesOf(test, "test"));
});

/** One at a time: Kaggle has more than two million images, in folders by the first three characters of their names. */
function* imagesOf(labeled: Table, side: "train" | "test"): Generator<[from: string, to: string]> {
  for (const id of labeled.strings("image_id").map(String)) {
    const path = `${id[0]}/${id[1]}/${id[2]}/${id}.png`;
    yield [`train/${path}`, `${side}/${path}`];
  }
}
