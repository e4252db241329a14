import { type CsvCell, defineMiniature, hexadecimal } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const articleColumns = [
  ...[
    "article_id",
    "product_code",
    "prod_name",
    "product_type_no",
    "product_type_name",
    "product_group_name",
  ],
  ...["graphical_appearance_no", "graphical_appearance_name", "colour_group_code", "colour_group_name"],
  ...["perceived_colour_value_id", "perceived_colour_value_name", "perceived_colour_master_id"],
  ...["perceived_colour_master_name", "department_no", "department_name", "index_code", "index_name"],
  ...["index_group_no", "index_group_name", "section_no", "section_name", "garment_group_no"],
  ...["garment_group_name", "detail_desc"],
];
const customerColumns = [
  "customer_id",
  "FN",
  "Active",
  "club_member_status",
  "fashion_news_frequency",
  "age",
  "postal_code",
];
const transactionColumns = ["t_dat", "customer_id", "article_id", "price", "sales_channel_id"];

const products = ["Strap top", "OP T-shirt (Idro)", '20 den 1p "Stockings"', "Jean, slim", "Crème blouse"];
const types = [
  [253, "Vest top", "Garment Upper body"],
  [306, "Bra", "Underwear"],
  [304, "Underwear Tights", "Socks & Tights"],
  [-1, "Unknown", "Unknown"],
] as const;
const descriptions = [
  "Jersey top with narrow shoulder straps.",
  'Tights with "built-in" support, in 20 denier.',
  null,
];
const statuses = ["ACTIVE", "ACTIVE", "PRE-CREATE", "LEFT CLUB", null];
const frequencies = ["NONE", "Regularly", "Monthly", null];

const lastDay = Date.UTC(2020, 8, 22);
const millisecondsPerDay = 86_400_000;
const placeholder =
  "0706016001 0706016002 0372860001 0610776002 0759871002 0464297007 0372860002 0610776001 0399223001 0706016003 0720125001 0156231001";

/**
 * Purchases of 25 days in the order of their dates, articles with leading zeros, some of them without an image,
 * repeated rows, and customers who bought nothing or bought for the first time in the last days.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, below, digits, size }) => {
  const articles = Array.from(
    { length: 12 + Math.floor(size / 10) },
    (_, i) => `0${108775 + 17 * i}${digits(90, 3)}`,
  );
  const customers = Array.from({ length: Math.max(8, Math.floor(size / 3)) }, () =>
    hexadecimal(random, 64),
  ).sort();
  // Prices are multiples of 1/590, of which float64 needs up to 18 digits.
  const price = (): number => (1 + below(60)) * (chance(0.5) ? 1 / 59 : 1 / 590);
  const rows: CsvCell[][] = [];
  for (let i = 0; i < size; i++) {
    const previous = rows.at(-1);
    if (previous !== undefined && chance(0.1)) rows.push([...previous]);
    else rows.push(["", pick(customers), pick(articles), price(), chance(0.3) ? 1 : 2]);
  }
  const days = Array.from({ length: size }, (_, i) => Math.floor((25 * i) / size));
  const dated = rows.map((row, i) => {
    const day = new Date(lastDay - (24 - days[i]) * millisecondsPerDay);
    return [day.toISOString().slice(0, 10), ...row.slice(1)];
  });
  await raw.csv("transactions_train.csv", transactionColumns, dated);
  const articleRows = articles.map((article): CsvCell[] => {
    const [number, type, group] = pick(types);
    const appearance = [1010016, "Solid", 9, "Black", 4, "Dark", 5, "Black"];
    const section = [
      1676,
      "Jersey Basic",
      "A",
      "Ladieswear",
      1,
      "Ladieswear",
      16,
      "Womens Everyday Basics",
      1002,
      "Jersey Basic",
    ];
    return [
      article,
      article.slice(0, 7),
      pick(products),
      number,
      type,
      group,
      ...appearance,
      ...section,
      pick(descriptions),
    ];
  });
  await raw.csv("articles.csv", articleColumns, articleRows);
  const customerRows = customers.map((customer): CsvCell[] => {
    const isReader = chance(0.35);
    const age = chance(0.05) ? null : 16 + below(70);
    return [
      customer,
      isReader ? "1.0" : null,
      isReader ? "1.0" : null,
      pick(statuses),
      pick(frequencies),
      age,
      hexadecimal(random, 64),
    ];
  });
  await raw.csv("customers.csv", customerColumns, customerRows);
  await raw.csv(
    "sample_submission.csv",
    ["customer_id", "prediction"],
    customers.map((customer) => [customer, placeholder]),
  );
  await raw.folder("images");
  for (const [i, article] of articles.entries()) {
    if (i % 7 === 3) continue;
    await raw.file(`images/${article.slice(0, 3)}/${article}.jpg`, tinyJpeg(below(256), article));
  }
});
