import { preparation } from "@mlebench/folders";
import { formatCsv, readCsvBytes, type Table } from "@mlebench/table";

const columns = ["Insult", "Date", "Comment"];

// Kaggle gave the test set's labels away after the competition, so that nothing has to be split.
export const prepare = preparation(async ({ raw, pub, priv }) => {
  const train = raw.csv("train.csv");
  const solutions = raw.csv("test_with_solutions.csv");
  requireColumnsInOrder(train, columns);
  requireColumnsInOrder(solutions, [...columns, "Usage"]);
  const gold = solutions.drop("Usage");
  const test = gold.drop("Insult");
  requireFaithful(test);
  requireNewComments(test, train);

  await pub.files(raw, [["train.csv", "train.csv"]]);
  await priv.files(raw, [["test_with_solutions.csv", "test.csv"]]);
  priv.csv("gold_submission.csv", gold);
  pub.csv("test.csv", test);
  pub.csv("sample_submission_null.csv", gold.assign({ Insult: 0 }));
});

const downloadAgain = "Download the competition's data again.";

function requireColumnsInOrder(table: Table, names: readonly string[]): void {
  if (table.names.length === names.length && names.every((name, i) => name === table.names[i])) return;
  throw table.error("The columns are not those of the competition", {
    expected: `the columns ${names.join(", ")}, in this order`,
    hint: `The file has ${table.names.join(", ") || "none"}. ${downloadAgain}`,
  });
}

/** What agents read in test.csv must be what graders read: a bare carriage return, for one, ends a line. */
function requireFaithful(test: Table): void {
  const written = readCsvBytes(Buffer.from(formatCsv(test)));
  const pairs = test.names.map((name) => ({ name, column: test.column(name), again: written.column(name) }));
  const isMissing = (value: unknown): boolean => value === null || Number.isNaN(value);
  for (let row = 0; row < Math.max(test.length, written.length); row++) {
    const changed = pairs.find(({ column, again }) => {
      const [before, after] = [column.values[row], again.values[row]];
      return before !== after && !(isMissing(before) && isMissing(after));
    });
    if (changed === undefined) continue;
    throw test.error("A value reads differently once it is written as CSV", {
      row: row + 1,
      column: changed.name,
      hint: downloadAgain,
    });
  }
}

/** Two missing comments are the same; where no comment is text, a missing one cannot be told from another. */
function requireNewComments(test: Table, train: Table): void {
  const known = new Set<unknown>(train.column("Comment").values);
  const { values } = test.column("Comment");
  for (let row = 0; row < values.length; row++) {
    const at = { row: row + 1, column: "Comment" };
    if (Number.isNaN(values[row])) throw test.error("A comment is missing", { ...at, hint: downloadAgain });
    if (!known.has(values[row])) continue;
    throw test.error("A comment of the test set is also in train.csv", {
      ...at,
      expected: "comments that are not in train.csv",
      hint: `${downloadAgain} Its verification set is not its test set.`,
    });
  }
}
