import { definePrepare } from "@mlebench/folders";
import { requireExactColumns, requireRoundTrip, type Table } from "@mlebench/table";

const columns = ["Insult", "Date", "Comment"];
const hint = "Download the competition's data again. Its verification set is not its test set.";

// Kaggle gave the test set's labels away after the competition, so that nothing has to be split.
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const train = raw.csv("train.csv");
  const solutions = raw.csv("test_with_solutions.csv");
  requireExactColumns(train, columns, { inOrder: true });
  requireExactColumns(solutions, [...columns, "Usage"], { inOrder: true });
  const gold = solutions.drop("Usage");
  const test = gold.drop("Insult");
  requireRoundTrip(test, hint);
  requireNewComments(test, train);

  await pub.files(raw, ["train.csv"]);
  await priv.files(raw, [["test_with_solutions.csv", "test.csv"]]);
  priv.csv("gold_submission.csv", gold);
  pub.csv("test.csv", test);
  pub.csv("sample_submission_null.csv", gold.assign({ Insult: 0 }));
});

/** Two missing comments are the same; where no comment is text, missing ones cannot be distinguished. */
function requireNewComments(test: Table, train: Table): void {
  const known = new Set<unknown>(train.column("Comment").values);
  const { values } = test.column("Comment");
  for (let row = 0; row < values.length; row++) {
    const at = { row: row + 1, column: "Comment", hint };
    if (Number.isNaN(values[row])) throw test.error("A comment is missing", at);
    if (!known.has(values[row])) continue;
    throw test.error("A comment of the test set is also in train.csv", {
      ...at,
      expected: "comments that are not in train.csv",
    });
  }
}
