import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState, type RandomState } from "@mlebench/sampling";
import { formatCsv, integers, type Table, tableFromColumns } from "@mlebench/table";

type Token = readonly [type: string, before: string, after: string];

/** Tokens with their class and how they are read aloud. */
const words: readonly Token[] = [
  ["PLAIN", "The", "The"],
  ["PLAIN", "village", "village"],
  ["PLAIN", "café", "café"],
  ["PLAIN", "colour", "color"],
  ["PLAIN", "of", "of"],
  ["PLAIN", "None", "None"],
  ["PLAIN", "rebuilt", "rebuilt"],
  ["LETTERS", "NA", "n a"],
  ["LETTERS", "BBC", "b b c"],
  ["DATE", "2006", "two thousand six"],
  ["DATE", "4 March 2014", "the fourth of march twenty fourteen"],
  ["CARDINAL", "12,000", "twelve thousand"],
  ["CARDINAL", "IV", "four"],
  ["DECIMAL", "1.5", "one point five"],
  ["ORDINAL", "3rd", "third"],
  ["MEASURE", "10 km", "ten kilometers"],
  ["MEASURE", '6"', "six inches"],
  ["MONEY", "£5", "five pounds"],
  ["VERBATIM", "&", "and"],
  ["VERBATIM", "γ", "gamma"],
  ["ELECTRONIC", "www.example.org", "w w w dot e x a m p l e dot o r g"],
  ["DIGIT", "007", "o o seven"],
  ["FRACTION", "1/2", "one half"],
  ["TELEPHONE", "0-395-07", "o sil three nine five sil o seven"],
  ["TIME", "8:30", "eight thirty"],
  ["ADDRESS", "A7", "a seven"],
];
const marks: readonly Token[] = [",", '"', "(", ")", "—", "'", "."].map((mark) => ["PUNCT", mark, mark]);

/**
 * Sentences of up to a dozen tokens, text in quotes and numbers not, as Kaggle has them: words that spell a missing
 * value, quotation marks and tokens that are numbers included.
 */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const train = drawSentences(random, size);
  const test = drawSentences(random, Math.ceil(size / 10)).drop("class", "after");
  const places = test.strings("token_id");
  const id = test.strings("sentence_id").map((sentence, row) => `${sentence}_${places[row]}`);
  const sample = test.rename({ before: "after" }).assign({ id }).select("id", "after");
  for (const [name, table] of Object.entries({ train, test_2: test, sample_submission_2: sample })) {
    const csv = { name: `en_${name}.csv`, data: Buffer.from(formatCsv(table, { quoting: "nonnumeric" })) };
    await createZip(join(out, `${csv.name}.zip`), [csv]);
  }
};

/** At least two sentences, whatever the size: one for training, one to hold out. */
function drawSentences(random: RandomState, size: number): Table {
  const drawn: (readonly [sentence: number, place: number, token: Token])[] = [];
  for (let sentence = 0; sentence < 2 || drawn.length < size; sentence++) {
    const length = random.randint(2, 13);
    for (let place = 0; place < length; place++) {
      const isLast = place === length - 1;
      const isMark = isLast || random.random() < 0.12;
      const token = isLast ? marks[marks.length - 1] : random.choice(isMark ? marks : words);
      drawn.push([sentence, place, token]);
    }
  }
  return tableFromColumns({
    sentence_id: integers(drawn.map(([sentence]) => sentence)),
    token_id: integers(drawn.map(([, place]) => place)),
    class: drawn.map(([, , [type]]) => type),
    before: drawn.map(([, , [, before]]) => before),
    after: drawn.map(([, , [, , after]]) => after),
  });
}
