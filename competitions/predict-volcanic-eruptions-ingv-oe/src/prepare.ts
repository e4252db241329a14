import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireExactColumns, requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireExactColumns(labeled, ["segment_id", "time_to_eruption"], { inOrder: true });
  requireUnique(labeled, "segment_id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  pub.csv("train.csv", train);
  pub.csv("sample_submission.csv", test.assign({ time_to_eruption: 0 }));
  priv.csv("test.csv", test);
  await pub.files(
    raw,
    train.strings("segment_id").map((id) => `train/${id}.csv`),
  );
  await pub.files(
    raw,
    test.strings("segment_id").map((id) => [`train/${id}.csv`, `test/${id}.csv`]),
  );
});
