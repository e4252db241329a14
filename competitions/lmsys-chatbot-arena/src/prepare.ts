import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireUnique } from "@mlebench/table";
import { winners } from "./winners.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireUnique(labeled, "id");
  const { train, test } = trainTestSplit(labeled, { testSize: 0.1, randomState: 0 });
  const third = Object.fromEntries(winners.map((name) => [name, 1 / 3]));
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.select("id", "prompt", "response_a", "response_b"));
  pub.csv("sample_submission.csv", test.select("id").assign(third));
  priv.csv("answers.csv", test);
});
