import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import {
  requireAffixes,
  requireDisjoint,
  requireExactColumns,
  requireUnique,
  type Table,
} from "@mlebench/table";

const columns = ["image_id", "label"];

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  requireExactColumns(raw.csv("sample_submission.csv"), columns);
  const labeled = raw.csv("train.csv");
  requireAffixes(labeled, "image_id", { suffix: ".jpg" });
  const { train, test } = trainTestSplit(labeled, { trainSize: 0.75, randomState: 0 });
  // Training images lie in folders by label, test images in one.
  requireUnique(train, "image_id", "label");
  requireUnique(test, "image_id");
  requireDisjoint(train, test, "image_id");
  pub.csv("train.csv", train);
  pub.csv("sample_submission.csv", test.select(...columns).assign({ label: "" }));
  priv.csv("test.csv", test);
  await pub.files(raw, rawImages(train));
  const testImages = test.strings("image_id").map((image) => `test_images/${image}`);
  await pub.files(
    raw,
    rawImages(test).map((image, row) => [image, testImages[row]]),
  );
});

function rawImages(leaves: Table): string[] {
  const labels = leaves.strings("label");
  return leaves.strings("image_id").map((image, row) => `train_images/${labels[row]}/${image}`);
}
