import { definePrepare } from "@mlebench/folders";
import { createPythonRandom, splitEachGroup } from "@mlebench/sampling";
import { integers, range, tableFromColumns } from "@mlebench/table";

const indented = { indent: 4, sortKeys: true };

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const index = await raw.coco("train/metadata.json");
  const parts = splitEachGroup(index.positionsByCategory().values(), { testSize: 0.2, randomState: 0 });
  const train = parts.flatMap((part) => part.train);
  const test = parts.flatMap((part) => part.test);
  createPythonRandom(0).shuffle(test);

  const answers = tableFromColumns({
    Id: range(0, test.length),
    Predicted: integers(index.categories(test)),
  });
  priv.csv("answers.csv", answers);
  pub.csv("sample_submission.csv", answers.assign({ Predicted: 0 }));
  pub.json(
    "train/metadata.json",
    index.with({ annotations: index.annotations(train), images: index.images(train) }),
    indented,
  );
  const images = index.images(test, (row) => ({ id: String(row), file_name: testFile(row) }));
  pub.json("test/metadata.json", index.select("info", "licenses").set("images", images), indented);

  await pub.files(
    raw,
    index.fileNames(train, (file) => `train/${file}`),
  );
  await pub.files(
    raw,
    index.fileNames(test, (file, row) => [`train/${file}`, `test/${testFile(row)}`]),
  );
});

/** Test images are named by their number, a thousand in each folder: `images/001/1234.jpg`. */
const testFile = (row: number): string =>
  `images/${String(Math.floor(row / 1000)).padStart(3, "0")}/${row}.jpg`;
