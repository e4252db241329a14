import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns } from "@mlebench/table";

/** Of the 7 GB of questions, none are held in memory. */
const memory = 512 * 2 ** 20;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  if (!raw.has("Train.csv")) await raw.extract("Train.zip");
  const questions = raw.csv("Train.csv", { strings: ["Id", "Tags"], memory });
  requireColumns(questions, ["Id", "Tags"]);
  const { train, test } = trainTestSplit(questions, { testSize: 0.1, randomState: 0 });
  const asked = test.drop("Tags");
  pub.csv("train.csv", train);
  pub.csv("test.csv", asked);
  pub.csv("sample_submission.csv", asked.assign({ Tags: "javascript c# python php java" }));
  priv.csv("test.csv", test);
});
