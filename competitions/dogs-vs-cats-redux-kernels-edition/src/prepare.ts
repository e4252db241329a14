import { createZip } from "@mlebench/archives";
import { preparation } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { tableFromColumns } from "@mlebench/table";

export const prepare = preparation(async ({ raw, pub, priv }) => {
  await raw.extract("train.zip");
  const images = raw.list("train", ".jpg");
  const { train, test } = trainTestSplit(images, { testSize: 0.1, randomState: 0 });
  const counts = { cat: 0, dog: 0 };
  const trainNames = train.map((image) => {
    const animal = image.includes("cat") ? "cat" : "dog";
    return `${animal}.${counts[animal]++}.jpg`;
  });
  const testNames = test.map((_, i) => `${i + 1}.jpg`);
  for (const [folder, originals, names] of [
    ["train", train, trainNames],
    ["test", test, testNames],
  ] as const) {
    await pub.files(
      raw,
      originals.map((image, i) => [`train/${image}`, `${folder}/${names[i]}`] as const),
    );
    await createZip(
      pub.resolve(`${folder}.zip`),
      names.map((name) => ({ name, path: pub.resolve(`${folder}/${name}`) })),
    );
  }

  const answers = tableFromColumns({
    id: { dtype: "int64", values: Float64Array.from(test, (_, i) => i + 1) },
    label: { dtype: "int64", values: Float64Array.from(test, (image) => (image.includes("dog") ? 1 : 0)) },
  });
  pub.csv("sample_submission.csv", answers.assign({ label: 0.5 }));
  priv.csv("answers.csv", answers);
});
