import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { join, requireExactColumns } from "@mlebench/table";

const information = "HuBMAP-20-dataset_information.csv";
const trainSize = 12;
const testSize = 3;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireExactColumns(labeled, ["id", "encoding"], { inOrder: true });
  if (labeled.length !== trainSize + testSize) {
    throw labeled.error(`Wrong number of rows: ${labeled.length}`, { expected: `${trainSize + testSize}` });
  }
  const { train, test } = trainTestSplit(labeled, { trainSize, testSize, randomState: 0 });

  const described = raw.csv(information);
  const imageIds = described.strings("image_file").map((name) => name?.replaceAll(".tiff", "") ?? null);
  // Kaggle's own test images are described too, and left out.
  const images = described
    .assign({ id: { dtype: "object", values: imageIds } })
    .whereIn("id", new Set(labeled.strings("id").map(String)));
  const answers = join(test, images.select("id", "width_pixels", "height_pixels"), { on: "id" });
  if (answers.length !== test.length) {
    throw described.error("Missing or repeated image", {
      column: "image_file",
      expected: "each labeled image once",
    });
  }
  const sample = answers.select("id").assign({ predicted: "" });
  pub.csv(information, images.drop("id"));
  pub.csv("train.csv", train);
  pub.csv("sample_submission.csv", sample);
  pub.csv("test/sample_submission.csv", sample);
  priv.csv("test.csv", answers);
  priv.csv("gold_submission.csv", answers.select("id", "encoding").rename({ encoding: "predicted" }));

  for (const [part, folder] of [
    [train, "train"],
    [test, "test"],
  ] as const) {
    const names = part
      .strings("id")
      .flatMap((id) => [`${id}.tiff`, `${id}.json`, `${id}-anatomical-structure.json`]);
    await pub.files(
      raw,
      names.map((name) => [`train/${name}`, `${folder}/${name}`]),
    );
  }
});
