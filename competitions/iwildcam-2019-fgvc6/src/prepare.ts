import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns, requireDisjoint, requireNoMissing, uniqueStrings } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireColumns(labeled, ["id", "location", "category_id"]);
  requireNoMissing(labeled, "location");
  const places = trainTestSplit(uniqueStrings(labeled, "location"), { testSize: 0.1, randomState: 8 });
  const [train, test] = [places.train, places.test].map((part) => labeled.whereIn("location", new Set(part)));
  requireDisjoint(train, test, "id");
  priv.csv("test.csv", test);
  const answers = test.select("id", "category_id").rename({ id: "Id", category_id: "Category" });
  priv.csv("answers.csv", answers);
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("category_id"));
  pub.csv("sample_submission.csv", answers.assign({ Category: 0 }), { index: true });
  for (const [name, part] of Object.entries({ train_images: train, test_images: test })) {
    // An image can have several rows.
    const images = uniqueStrings(part, "id").map((id) => `${id}.jpg`);
    await pub.zipFrom(raw, "train_images.zip", `${name}.zip`, images);
  }
});
