import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { oneHot, requireOneOf, requireUnique } from "@mlebench/table";
import { breeds } from "./breeds.js";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const { train, test } = trainTestSplit(raw.csv("labels.csv"), { testSize: 0.1, randomState: 0 });
  // An image in both parts is as the reference has it; what names no breed would be a column without a prediction.
  for (const part of [train, test]) requireUnique(part, "id");
  requireOneOf(test, "breed", breeds);
  const answers = oneHot(test, { id: "id", target: "breed", classes: breeds });
  pub.csv("labels.csv", train);
  pub.csv("sample_submission.csv", answers.fill(breeds, 1 / breeds.length));
  priv.csv("test.csv", answers);
  await pub.files(
    raw,
    train.strings("id").map((id) => `train/${id}.jpg`),
  );
  await pub.files(
    raw,
    test.strings("id").map((id) => [`train/${id}.jpg`, `test/${id}.jpg`]),
  );
});
