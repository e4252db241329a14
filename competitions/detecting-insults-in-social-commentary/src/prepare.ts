import { preparation } from "@mlebench/folders";
import type { Table } from "@mlebench/table";

const columns = ["Insult", "Date", "Comment"];

// Kaggle gave the test set's labels away after the competition, so that nothing has to be split.
export const prepare = preparation(async ({ raw, pub, priv }) => {
  const train = raw.csv("train.csv");
  const solutions = raw.csv("test_with_solutions.csv");
  requireLayout(train, columns);
  requireLayout(solutions, [...columns, "Usage"]);
  requireNewComments(solutions, train);

  const gold = solutions.drop("Usage");
  await pub.files(raw, [["train.csv", "train.csv"]]);
  await priv.files(raw, [["test_with_solutions.csv", "test.csv"]]);
  priv.csv("gold_submission.csv", gold);
  pub.csv("test.csv", gold.drop("Insult"));
  pub.csv("sample_submission_null.csv", gold.assign({ Insult: 0 }));
});

function requireLayout(table: Table, names: readonly string[]): void {
  if (table.names.length === names.length && names.every((name, i) => name === table.names[i])) return;
  throw table.error("The columns are not those of the competition", {
    expected: `the columns ${names.join(", ")}, in this order`,
    hint: `The file has ${table.names.join(", ") || "none"}. Download the competition's data again.`,
  });
}

/** A missing comment counts as a comment: two of them are the same. */
function requireNewComments(test: Table, train: Table): void {
  const known = new Set<unknown>(train.column("Comment").values);
  const { values } = test.column("Comment");
  for (let row = 0; row < values.length; row++) {
    if (!known.has(values[row])) continue;
    throw test.error("A comment of the test set is also in train.csv", {
      row: row + 1,
      column: "Comment",
      expected: "comments that are not in train.csv",
      hint: "Download the competition's data again; its verification set is not its test set.",
    });
  }
}
