import { definePrepare } from "@mlebench/folders";
import { groupRows, requireExactColumns, type Table, tableFromColumns } from "@mlebench/table";

const columns = ["t_dat", "customer_id", "article_id", "price", "sales_channel_id"];

/** Of the 3.5 GB of transactions, none are held in memory. */
const memory = 512 * 2 ** 20;

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const transactions = raw.csv("transactions_train.csv", { memory });
  requireExactColumns(transactions, columns, { inOrder: true });
  const dates = transactions.strings("t_dat");
  const firstTestDate = daysBefore(lastDate(transactions, dates), 7);
  // A transaction without a date stays in the training set.
  const isTest = (row: number): boolean => (dates[row] ?? "") >= firstTestDate;
  pub.csv(
    "transactions_train.csv",
    transactions.filter((row) => !isTest(row)),
  );
  priv.csv("answers.csv", purchases(transactions.filter(isTest)));
  await pub.files(raw, ["articles.csv", "customers.csv", "sample_submission.csv"]);
  await pub.directory(raw, "images", "images");
});

/** The largest of dates that are written so that they sort as text. */
function lastDate(transactions: Table, dates: readonly (string | null)[]): string {
  let last = "";
  let previous: string | null = null;
  for (let row = 0; row < dates.length; row++) {
    const date = dates[row];
    // Neighbors mostly have the same date.
    if (date === previous || date === null) continue;
    if (!/^\d{4}-\d\d-\d\d$/.test(date))
      throw transactions.error("Invalid date", { row: row + 1, column: "t_dat", expected: "`YYYY-MM-DD`" });
    if (date > last) last = date;
    previous = date;
  }
  if (last !== "") return last;
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
