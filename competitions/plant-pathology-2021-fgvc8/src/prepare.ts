import { preparation } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";

export const prepare = preparation(async ({ raw, pub, priv }) => {
  const { train, test } = trainTestSplit(raw.csv("train.csv"), { testSize: 0.2, randomState: 0 });
  pub.csv("train.csv", train);
  pub.csv("sample_submission.csv", test.assign({ labels: "healthy" }));
  priv.csv("answers.csv", test);
  for (const [folder, part] of [
    ["train_images", train],
    ["test_images", test],
  ] as const) {
    const images = part.texts("image");
    await pub.files(
      raw,
      images.map((image) => [`train_images/${image}`, `${folder}/${image}`] as const),
    );
  }
});
