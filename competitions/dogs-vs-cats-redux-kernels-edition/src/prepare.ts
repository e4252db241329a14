import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { integers, range, tableFromColumns } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  await raw.extract("train.zip");
  const { train, test } = trainTestSplit(raw.list("train", ".jpg"), { testSize: 0.1, randomState: 0 });
  const counts = { cat: 0, dog: 0 };
  const trainNames = train.map((image) => {
    const animal = image.includes("cat") ? "cat" : "dog";
    return `${animal}.${counts[animal]++}.jpg`;
  });
  const testNames = test.map((_, i) => `${i + 1}.jpg`);
  for (const [folder, images, names] of [
    ["train", train, trainNames],
    ["test", test, testNames],
  ] as const) {
    await pub.files(
      raw,
      images.map((image, i) => [`train/${image}`, `${folder}/${names[i]}`]),
    );
    const members = images.map((image, i) => [`train/${image}`, names[i]] as const);
    await pub.zip(`${folder}.zip`, members, { from: raw });
  }

  const answers = tableFromColumns({
    id: range(1, test.length + 1),
    label: integers(test.map((image) => (image.includes("dog") ? 1 : 0))),
  });
  pub.csv("sample_submission.csv", answers.assign({ label: 0.5 }));
  priv.csv("answers.csv", answers);
});
