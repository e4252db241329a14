import { definePrepare } from "@mlebench/folders";
import { pngSize } from "@mlebench/formats/png";

/** Files of a fragment that show its ink: the labels, and the infrared photo that they were drawn on. */
const inkFiles = ["inklabels.png", "inklabels_rle.csv", "ir.png"];

// The third training fragment becomes the test set, under the name "a".
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labels = raw.csv("train/3/inklabels_rle.csv");
  if (labels.length !== 1) throw labels.error(`Wrong number of rows: ${labels.length}`, { expected: "1" });
  const { width, height } = pngSize(raw.require("train/3/ir.png"));
  const answers = labels.assign({ width, height, Id: "a" });
  priv.csv("inklabels_rle.csv", answers);
  priv.csv("gold_submission.csv", answers.drop("width", "height"));
  pub.csv("sample_submission.csv", answers.select("Id").assign({ Predicted: "1 1 5 1" }));

  for (const fragment of ["1", "2"]) await pub.directory(raw, `train/${fragment}`, `train/${fragment}`);
  await pub.directory(raw, "train/3", "test/a", { except: inkFiles });
});
