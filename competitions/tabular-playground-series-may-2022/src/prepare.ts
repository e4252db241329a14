import { preparation } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import type { Table } from "@mlebench/table";

const renumber = (table: Table, first: number): Table =>
  table.assign({
    id: { dtype: "int64", values: Float64Array.from({ length: table.length }, (_, row) => first + row) },
  });

export const prepare = preparation(async ({ raw, pub, priv }) => {
  const split = trainTestSplit(raw.csv("train.csv"), { testSize: 100_000, randomState: 0 });
  const train = renumber(split.train, 0);
  const test = renumber(split.test, train.length);
  const gold = test.select("id", "target");
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop("target"));
  pub.csv("sample_submission.csv", gold.assign({ target: 0.5 }));
  priv.csv("test.csv", test);
  priv.csv("gold_submission.csv", gold);
});
