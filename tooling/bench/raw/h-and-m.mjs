// H&M: about 110 bytes a transaction, sorted by date, 1.37 million customers and 105,000 photos at the real size.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blank, createDraws, hex, writeBlocks, writeRows } from "./writing.mjs";

export function makeRaw({ folder, size, share }) {
  const { below, pick, pool } = createDraws();
  const customers = pool(Math.ceil(1_371_980 * share), (i) => hex(i, 64));
  const articles = pool(Math.ceil(105_542 * share), (i) => `0${108_775_015 + 7 * i}`);
  const prices = pool(600, (i) => String((1 + i) / 590));
  const dates = pool(734, (i) => new Date(Date.UTC(2018, 8, 20 + i)).toISOString().slice(0, 10));
  writeBlocks(
    join(folder, "transactions_train.csv"),
    { before: "t_dat,customer_id,article_id,price,sales_channel_id\n" },
    size,
    () => `${blank(10)},${pick(customers)},${pick(articles)},${pick(prices)},${1 + below(2)}`,
    (i) => dates[Math.floor((i / size) * dates.length)],
  );
  const text = "Jersey top with narrow shoulder straps, and a longer description of it";
  writeRows(
    join(folder, "articles.csv"),
    "article_id,detail_desc",
    articles.length,
    (i) => `${articles[i]},"${text}"`,
  );
  writeRows(
    join(folder, "customers.csv"),
    "customer_id,age,postal_code",
    customers.length,
    (i) => `${customers[i]},${16 + below(70)},${hex(i, 64)}`,
  );
  writeRows(
    join(folder, "sample_submission.csv"),
    "customer_id,prediction",
    customers.length,
    (i) => `${customers[i]},${articles.slice(0, 12).join(" ")}`,
  );
  for (const prefix of new Set(articles.map((article) => article.slice(0, 3))))
    mkdirSync(join(folder, "images", prefix), { recursive: true });
  for (const article of articles)
    writeFileSync(join(folder, "images", article.slice(0, 3), `${article}.jpg`), "");
}
