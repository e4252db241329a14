import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireUnique } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireUnique(labeled, "id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  const answers = test.select("id", "answer_text").rename({ answer_text: "PredictionString" });
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("answer_start", "answer_text"));
  pub.csv("sample_submission.csv", answers.assign({ PredictionString: "dummy text" }));
  priv.csv("test.csv", answers);
});
