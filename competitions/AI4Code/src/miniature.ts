import { defineMiniature, hexadecimal, hexadecimalIds } from "@mlebench/synthetic";

const code = [
  'import pandas as pd\ndf = pd.read_csv("../input/train.csv")',
  "df.head()\t# first rows",
  'print("\\u00e9 \\\\ /")',
  "plt.plot(x, y);",
];
const prose = [
  "# Übersicht\n",
  "We <b>train</b> a model 🚀",
  "## 2. EDA\r\n\r\nSee https://example.com/a?b=c",
  "---",
];

/**
 * Notebooks of 2 to some 30 cells, code first, then shuffled text. Most have an ancestor of their own, some a common
 * one, and one ancestor has more notebooks than a test set could take. Parents are mostly unknown or not in the data.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, below, chance, pick, size }) => {
  const newId = hexadecimalIds(random, 14);
  const newAncestor = hexadecimalIds(random, 8);
  const writeNotebook = async (path: string): Promise<string> => {
    const markdown = new Set<number>();
    const count = 2 + Math.floor(random.random() ** 2 * 30);
    // Some IDs of cells are numbers to JavaScript: 31250874, or 00417725.
    const cells = Array.from({ length: count }, (_, i) => `${hexadecimal(random, 7)}${(i % 10).toString()}`);
    markdown.add(below(count));
    for (let i = 0; i < count; i++) if (chance(0.3) && markdown.size < count - 1) markdown.add(i);
    const isText = (_: string, i: number): boolean => markdown.has(i);
    const listed = [
      ...cells.filter((cell, i) => !isText(cell, i)),
      ...random.permutation(cells.filter(isText)),
    ];
    const texts = new Set(cells.filter(isText));
    const types = listed.map((cell) => `"${cell}":"${texts.has(cell) ? "markdown" : "code"}"`);
    const sources = listed.map((cell) => `"${cell}":${escapeSlashes(pick(texts.has(cell) ? prose : code))}`);
    await raw.file(path, `{"cell_type":{${types.join(",")}},"source":{${sources.join(",")}}}`);
    return cells.join(" ");
  };

  const ids = Array.from({ length: size }, newId).sort();
  const large = newAncestor();
  const shared: string[] = [];
  const ancestors = ids.map((id, row) => {
    if (row < Math.ceil(size / 7) + 1) return [id, large, chance(0.7) ? pick(ids) : null];
    if (chance(0.6)) return [id, newAncestor(), null];
    if (shared.length === 0 || chance(0.4)) shared.push(newAncestor());
    return [id, pick(shared), chance(0.5) ? newId() : pick(ids)];
  });
  const orders: string[][] = [];
  for (const id of ids) orders.push([id, await writeNotebook(`train/${id}.json`)]);
  await raw.csv("train_ancestors.csv", ["id", "ancestor_id", "parent_id"], ancestors);
  await raw.csv("train_orders.csv", ["id", "cell_order"], orders);
  await writeNotebook(`train/${newId()}.json`);
  const kaggleTest: string[][] = [];
  for (const id of Array.from({ length: 4 }, newId).sort()) {
    kaggleTest.push([id, await writeNotebook(`test/${id}.json`)]);
  }
  await raw.csv("sample_submission.csv", ["id", "cell_order"], kaggleTest);
});

/** A string in JSON as pandas writes it. */
const escapeSlashes = (text: string): string => JSON.stringify(text).replaceAll("/", "\\/");
