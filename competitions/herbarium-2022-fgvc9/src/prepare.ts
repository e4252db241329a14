import { definePrepare } from "@mlebench/folders";
import { createPythonRandom, splitEachGroup } from "@mlebench/sampling";
import { integers, range, tableFromColumns } from "@mlebench/table";

const indented = { indent: 4, sortKeys: true };

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const index = await raw.coco("train_metadata.json", { imageId: "image_id" });
  const categories = index.positionsByCategory();
  const options = { testSize: 0.2, randomState: 0, minSize: 0 };
  const parts = splitEachGroup(categories.values(), options);
  const train = parts.flatMap((part) => part.train);
  const test = parts.flatMap((part) => part.test);
  createPythonRandom(0).shuffle(test);

  const answers = tableFromColumns({
    Id: range(0, test.length),
    Predicted: integers(index.categories(test)),
  });
  priv.csv("answers.csv", answers);
  pub.csv("sample_submission.csv", answers.assign({ Predicted: 42 }));

  const ids = trainIds(categories.keys(), parts);
  const annotations = index.annotations(train, (row) => ({ image_id: ids[row] }));
  const images = index.images(train, (row) => ({ image_id: ids[row], file_name: trainFile(ids[row]) }));
  pub.json("train_metadata.json", index.with({ annotations, images }), indented);
  const unlabeled = index.images(test, (row) => ({ image_id: String(row), file_name: testFile(row) }));
  pub.json("test_metadata.json", unlabeled, indented);

  await pub.files(
    raw,
    index.fileNames(train, (file, row) => [`train_images/${file}`, `train_images/${trainFile(ids[row])}`]),
  );
  await pub.files(
    raw,
    index.fileNames(test, (file, row) => [`train_images/${file}`, `test_images/${testFile(row)}`]),
  );
});

/** IDs of the training images: category and number within it, from 1, as in `00042__007`. */
function trainIds(categories: Iterable<number>, parts: readonly { train: readonly number[] }[]): string[] {
  return Array.from(categories, (category, i) =>
    parts[i].train.map((_, number) => `${padded(category, 5)}__${padded(number + 1, 3)}`),
  ).flat();
}

/** The category makes the folders: `000/42/00042__007.jpg`. */
function trainFile(id: string): string {
  const [category] = id.split("__");
  return `${category.slice(0, -2)}/${category.slice(-2)}/${id}.jpg`;
}

/** Test images are named by their number, a thousand in each folder: `001/test-001234.jpg`. */
const testFile = (row: number): string => `${padded(Math.floor(row / 1000), 3)}/test-${padded(row, 6)}.jpg`;

const padded = (number: number, width: number): string => String(number).padStart(width, "0");
