import { definePrepare } from "@mlebench/folders";
import { createPythonRandom, splitEachGroup } from "@mlebench/sampling";
import { integers, tableFromColumns } from "@mlebench/table";

const folder = "train_val2019";
const indented = { indent: 4, sortKeys: true };

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const index = await raw.coco("train2019.json");
  const parts = splitEachGroup(index.positionsByCategory().values(), { testSize: 0.12, randomState: 0 });
  const train = parts.flatMap((part) => part.train);
  const test = parts.flatMap((part) => part.test);
  createPythonRandom(0).shuffle(test);

  const answers = tableFromColumns({
    id: integers(Array.from(index.images(test), (image) => Number(image.get("id")))),
    predicted: integers(index.categories(test)),
  });
  priv.csv("answers.csv", answers);
  // The reference draws from a new generator for every row, so that all rows have its first number.
  const first = createPythonRandom(42).randrange(1010);
  pub.csv("kaggle_sample_submission.csv", answers.assign({ predicted: first }));
  pub.json(
    "train2019.json",
    index.with({ annotations: index.annotations(train), images: index.images(train) }),
    indented,
  );
  await pub.files(raw, ["val2019.json"]);
  const trainFiles = new Map(index.fileNames(train, (file) => [file, withoutFolder(file)]));
  const testFiles = new Map(index.fileNames(test, (file) => [file, basename(file)]));
  const names = [...testFiles.values()];
  const images = index.images(test, (row) => ({ file_name: `test2019/${names[row]}` }));
  pub.json("test2019.json", index.select("info", "licenses").set("images", images), indented);

  // Members go from one archive to the others; the reference extracts all of them first. Neither compresses.
  await pub.repack(raw, `${folder}.tar.gz`, folder, {
    "train_val2019.tar.gz": trainFiles,
    "test2019.tar.gz": testFiles,
  });
});

const withoutFolder = (file: string): string =>
  file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
const basename = (file: string): string => file.slice(file.lastIndexOf("/") + 1);
