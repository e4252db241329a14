import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns, requireDisjoint } from "@mlebench/table";

/** Kaggle's table has this image twice, which could put it on both sides. */
const repeated = "ce27d36c9147cc19.jpg";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireColumns(labeled, ["image", "chain", "hotel_id"]);
  const names = labeled.strings("image");
  const { train, test } = trainTestSplit(
    labeled.filter((row) => names[row] !== repeated),
    { testSize: 0.1, randomState: 0 },
  );
  requireDisjoint(train, test, "image");
  pub.csv("train.csv", train);
  pub.csv(
    "sample_submission.csv",
    test.select("image").assign({ hotel_id: "36363 53586 18807 64314 60181" }),
  );
  priv.csv("test.csv", test);
  const chains = train.strings("chain");
  await pub.files(
    raw,
    train.strings("image").map((image, row) => `train_images/${chains[row]}/${image}`),
  );
  const testChains = test.strings("chain");
  await pub.files(
    raw,
    test
      .strings("image")
      .map((image, row) => [`train_images/${testChains[row]}/${image}`, `test_images/${image}`]),
  );
});
