import { definePrepare } from "@mlebench/folders";
import {
  type Categories,
  groupRows,
  requireExactColumns,
  type Table,
  tableFromColumns,
} from "@mlebench/table";

const columns = ["t_dat", "customer_id", "article_id", "price", "sales_channel_id"];

/** Of the 3.5 GB of transactions, none are held in memory. */
const memory = 512 * 2 ** 20;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const transactions = raw.csv("transactions_train.csv", { memory });
  requireExactColumns(transactions, columns, { inOrder: true });
  const { train, test } = splitByDate(transactions);
  pub.csv("transactions_train.csv", train);
  priv.csv("answers.csv", purchases(test));
  await pub.files(raw, ["articles.csv", "customers.csv", "sample_submission.csv"]);
  await pub.directory(raw, "images", "images");
});

/** The transactions of the last week, and those before. */
function splitByDate(transactions: Table): { train: Table; test: Table } {
  const dates = transactions.categories("t_dat");
  const firstTestDate = daysBefore(lastDate(transactions, dates), 7);
  // A transaction without a date stays in the training set.
  const isTest = dates.texts.map((date) => (date ?? "") >= firstTestDate);
  return {
    train: transactions.filter((row) => !isTest[dates.codes[row]]),
    test: transactions.filter((row) => isTest[dates.codes[row]]),
  };
}

/** The largest of dates that are written so that they sort as text. */
function lastDate(transactions: Table, { codes, texts }: Categories): string {
  const dates = texts.filter((date) => date !== null);
  const invalid = dates.find((date) => !/^\d{4}-\d\d-\d\d$/.test(date));
  if (invalid !== undefined) {
    const row = codes.indexOf(texts.indexOf(invalid)) + 1;
    throw transactions.error("Invalid date", { row, column: "t_dat", expected: "`YYYY-MM-DD`" });
  }
  const last = dates.sort().at(-1);
  if (last !== undefined) return last;
  throw transactions.error("Missing dates", { column: "t_dat", expected: "a date in at least one row" });
}

/** A date in ISO 8601 so many days before another. */
function daysBefore(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() - days);
  return moment.toISOString().slice(0, 10);
}

/** The articles that each customer bought, repeats included, in the order of the transactions. */
function purchases(transactions: Table): Table {
  const articles = transactions.strings("article_id", { missing: "nan" });
  const customers = groupRows(transactions, "customer_id");
  return tableFromColumns({
    customer_id: customers.map(({ key }) => String(key)),
    prediction: customers.map(({ rows }) => Array.from(rows, (row) => articles[row]).join(" ")),
  });
}
