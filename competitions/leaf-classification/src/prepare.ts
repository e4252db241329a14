import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { oneHot, requireUnique } from "@mlebench/table";
import { species } from "./species.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train.csv.zip");
  await raw.extract("images.zip");
  const labeled = raw.csv("train.csv");
  requireUnique(labeled, "id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  const answers = oneHot(test, { id: "id", target: "species", classes: species });

  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("species"));
  pub.csv("sample_submission.csv", answers.fill(species, 1 / species.length));
  priv.csv("test.csv", answers);

  await pub.files(
    raw,
    labeled.strings("id").map((id) => `images/${id}.jpg`),
  );
  priv.folder("images");
});
