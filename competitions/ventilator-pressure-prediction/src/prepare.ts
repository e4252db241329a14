import { definePrepare } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { concatRows, type Group, groupRows, range, requireColumnCount, type Table } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const steps = raw.csv("train.csv");
  requireColumnCount(steps, 8);
  const breaths = groupRows(steps, "breath_id");
  const { train, test } = trainTestSplit(breaths, { testSize: 0.1, randomState: 0 });
  const [labeled, answers] = [train, test].map((groups) => renumbered(steps, groups));
  const options = { floatFormat: "%.10g" } as const;
  pub.csv("train.csv", labeled, options);
  pub.csv("test.csv", answers.drop("pressure"), options);
  pub.csv("sample_submission.csv", answers.select("id").assign({ pressure: 0 }), options);
  priv.csv("test.csv", answers, options);
});

/** The rows of some breaths, with IDs from 1. */
function renumbered(steps: Table, breaths: readonly Group[]): Table {
  const rows = concatRows(breaths);
  return steps.take(rows).assign({ id: range(1, rows.length + 1) });
}
