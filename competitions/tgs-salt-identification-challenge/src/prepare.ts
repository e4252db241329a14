import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireStrings, requireUnique, type Table } from "@mlebench/table";

const from = "competition_data/train";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("competition_data.zip");
  const labeled = raw.csv("competition_data/train.csv");
  for (const name of labeled.names) requireStrings(labeled, name, "text");
  requireUnique(labeled, "id");
  requireRowPerImage(labeled, raw.list(`${from}/images`, ".png"));
  const { train, test } = trainTestSplit(labeled, { testSize: 0.25, randomState: 0 });
  const sortedTest = test.sortBy("id");
  pub.csv("train.csv", train.sortBy("id"));
  priv.csv("test.csv", sortedTest);
  pub.csv("sample_submission.csv", sortedTest.drop("rle_mask").assign({ rle_mask: "1 1" }));

  const trainIds = train.strings("id").map(String);
  pub.csv("depths.csv", raw.csv("depths.csv").whereIn("id", new Set(trainIds)).sortBy("id"));

  for (const kind of ["images", "masks"]) {
    await pub.files(
      raw,
      trainIds.map((id) => [`${from}/${kind}/${id}.png`, `train/${kind}/${id}.png`]),
    );
  }
  await pub.files(
    raw,
    test.strings("id").map((id) => [`${from}/images/${id}.png`, `test/images/${id}.png`]),
  );
});

/** An image without a row would be lost. */
function requireRowPerImage(labeled: Table, images: readonly string[]): void {
  const known = new Set(labeled.strings("id").map((id) => `${id}.png`));
  const left = images.find((image) => !known.has(image));
  if (left === undefined) return;
  throw labeled.error(`Image without a row: ${left}`, {
    column: "id",
    expected: "one row for each image of train/images",
    hint: "Download the competition's data again.",
  });
}
