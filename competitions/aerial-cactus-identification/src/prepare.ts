import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns, requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireColumns(labeled, ["id", "has_cactus"]);
  requireUnique(labeled, "id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.19, randomState: 0 });
  if (train.length <= test.length) {
    throw labeled.error(`Not enough rows to split: ${labeled.length}`, {
      expected: "more rows for training than for testing",
    });
  }
  pub.csv("train.csv", train);
  pub.csv("sample_submission.csv", test.assign({ has_cactus: 0.5 }));
  priv.csv("test.csv", test);

  await raw.extract("train.zip");
  for (const [name, part] of Object.entries({ "train.zip": train, "test.zip": test })) {
    const images = part.strings("id").map(String);
    const members = images.map((image) => [`train/${image}`, image] as const);
    await pub.zip(name, members, { from: raw });
  }
});
