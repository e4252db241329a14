import { preparation } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { oneHot } from "@mlebench/table";
import { breeds } from "./breeds.js";

export const prepare = preparation(async ({ raw, pub, priv }) => {
  const { train, test } = trainTestSplit(raw.csv("labels.csv"), { testSize: 0.1, randomState: 0 });
  const answers = oneHot(test, { id: "id", target: "breed", classes: breeds });
  const evenChances = Object.fromEntries(breeds.map((name) => [name, 1 / breeds.length]));
  pub.csv("labels.csv", train);
  pub.csv("sample_submission.csv", answers.assign(evenChances));
  priv.csv("test.csv", answers);
  for (const [folder, part] of [
    ["train", train],
    ["test", test],
  ] as const) {
    const ids = part.texts("id");
    await pub.files(
      raw,
      ids.map((id) => [`train/${id}.jpg`, `${folder}/${id}.jpg`] as const),
    );
  }
});
