import { definePrepare } from "@mlebench/folders";
import { createGenerator, sampleIndices, trainTestSplitIndices } from "@mlebench/sampling";
import { groupRows, requireExactColumns, requireNoMissing, requireUnique, type Table } from "@mlebench/table";

const share = 0.1;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireExactColumns(labeled, ["Image", "Id"]);
  requireNoMissing(labeled, "Id");
  requireUnique(labeled, "Image");
  const tested = testRows(labeled);
  const train = labeled.filter((row) => !tested.has(row));
  const test = labeled.filter((row) => tested.has(row));
  const known = new Set(train.strings("Id"));
  const whales = test.strings("Id").map((id) => (known.has(id) ? String(id) : "new_whale"));
  const answers = test.assign({ Id: whales });
  pub.csv("train.csv", train);
  pub.csv(
    "sample_submission.csv",
    answers.assign({ Id: "new_whale w_1287fbc w_98baff9 w_7554f44 w_1eafe46" }),
  );
  priv.csv("test.csv", answers);
  await pub.files(
    raw,
    train.strings("Image").map((image) => `train/${image}`),
  );
  await pub.files(
    raw,
    test.strings("Image").map((image) => [`train/${image}`, `test/${image}`]),
  );
});

/** One image of every whale that has two, some of the whales that have one, and a tenth of what is left. */
function testRows(labeled: Table): ReadonlySet<number> {
  const tested = new Set<number>();
  const undecided = new Set(Array.from({ length: labeled.length }, (_, row) => row));
  const generator = createGenerator(0);
  const groups = groupRows(labeled, "Id").map(({ rows }) => rows);
  // Draws for whales with one image follow the order in which whales appear.
  for (const rows of groups.sort((a, b) => a[0] - b[0])) {
    if (rows.length === 1) {
      undecided.delete(rows[0]);
      const side = generator.choice(["train", "test"], { replace: false, p: [1 - share, share] });
      if (side === "test") tested.add(rows[0]);
    } else {
      const [first, second] = sampleIndices(rows.length, { n: 2, randomState: 0 });
      undecided.delete(rows[first]);
      undecided.delete(rows[second]);
      tested.add(rows[second]);
    }
  }
  const rest = [...undecided];
  const { test } = trainTestSplitIndices(rest.length, { testSize: share, randomState: 0 });
  for (const position of test) tested.add(rest[position]);
  return tested;
}
