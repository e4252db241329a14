import { UserError } from "@mlebench/core";
import { definePrepare } from "@mlebench/folders";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { requireColumnCount, requireUnique, type Table } from "@mlebench/table";
import { classes, rareClass } from "./classes.js";

/** Columns of the table: ID, 10 of texts, and the classes. */
const columnCount = 41;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const labeled = raw.csv("train.csv");
  requireColumnCount(labeled, columnCount);
  requireUnique(labeled, "qa_id");
  const { train, test } = splitWithRareClass(labeled);
  const answers = test.select("qa_id", ...classes);
  requireVariety(answers);
  // As `numpy.linspace(0, 1, n)`.
  const last = test.length - 1;
  const values = Float64Array.from({ length: test.length }, (_, i) => (i === last ? 1 : i * (1 / last)));
  const sample = Object.fromEntries(classes.map((name) => [name, { dtype: "float64" as const, values }]));
  pub.csv("train.csv", train);
  pub.csv("test.csv", test.drop(...classes));
  pub.csv("sample_submission.csv", answers.assign(sample));
  priv.csv("test.csv", answers);
});

const distinctCount = (values: Float64Array): number =>
  new Set(values.filter((value) => !Number.isNaN(value))).size;

/**
 * A tenth of the rows is the test set. If the rare class is the same in all of it, its first row changes places with the
 * first training row that has the class.
 */
function splitWithRareClass(labeled: Table): { train: Table; test: Table } {
  const { train, test } = trainTestSplitIndices(labeled.length, { testSize: 0.1, randomState: 0 });
  const ratings = labeled.numbers(rareClass);
  if (distinctCount(Float64Array.from(test, (row) => ratings[row])) === 1) {
    const place = train.findIndex((row) => ratings[row] !== 0);
    if (place === -1) {
      throw new UserError(`No rating of \`${rareClass}\` other than 0`, {
        file: labeled.origin.file,
        column: rareClass,
        hint: "Download the competition's data again.",
      });
    }
    [train[place], test[0]] = [test[0], train[place]];
  }
  return { train: labeled.take(train), test: labeled.take(test) };
}

/** A class that is constant has no rank correlation. */
function requireVariety(answers: Table): void {
  const constant = classes.find((name) => distinctCount(answers.numbers(name)) < 2);
  if (constant === undefined) return;
  throw new UserError(`All ratings of \`${constant}\` in the test set are equal`, {
    file: answers.origin.file,
    column: constant,
    hint: "Download the competition's data again.",
  });
}
