import { definePrepare } from "@mlebench/folders";
import { createRandomState, trainTestSplit } from "@mlebench/sampling";
import { integers, requireExactColumns, requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireExactColumns(labeled, ["essay_id", "full_text", "score"], { inOrder: true });
  requireUnique(labeled, "essay_id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  const scores = integers(createRandomState(42).randint(1, 7, test.length));
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("score"));
  pub.csv("sample_submission.csv", test.select("essay_id").assign({ score: scores }));
  priv.csv("answers.csv", test);
});
