import { preparation } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { groupRows, uniqueTexts } from "@mlebench/table";
import { consensus } from "./consensus.js";

const noFinding = 14;
const numbersOfBox = ["x_min", "y_min", "x_max", "y_max"] as const;

export const prepare = preparation(async ({ raw, pub, priv }) => {
  const labels = raw.csv("train.csv");
  const { train, test } = trainTestSplit(uniqueTexts(labels, "image_id"), { testSize: 0.1, randomState: 0 });
  pub.csv("train.csv", labels.whereIn("image_id", new Set(train)));
  pub.csv(
    "sample_submission.csv",
    tableFromColumns({ image_id: { dtype: "object", values: test } }).assign({ PredictionString: "14 1 0 0 1 1" }),
  );
});
