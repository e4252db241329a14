import type { RandomState } from "@mlebench/sampling";
import { type CsvCell, defineMiniature } from "@mlebench/synthetic";

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
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const write = async (name: string, columns: readonly string[], rows: readonly CsvCell[][]) =>
    raw.zippedCsv(`en_${name}.csv.zip`, columns, rows, { quote: "strings" });
  const train = drawTokens(random, size);
  await write("train", ["sentence_id", "token_id", "class", "before", "after"], train);
  const test = drawTokens(random, Math.ceil(size / 10));
  const asked = test.map(([sentence, place, , before]) => [sentence, place, before]);
  await write("test_2", ["sentence_id", "token_id", "before"], asked);
  const sample = test.map(([sentence, place, , before]) => [`${sentence}_${place}`, before]);
  await write("sample_submission_2", ["id", "after"], sample);
});

/** Tokens of at least two sentences, whatever the size: one for training, one to hold out. */
function drawTokens(random: RandomState, size: number): [sentence: number, place: number, ...Token][] {
  const drawn: [number, number, ...Token][] = [];
  for (let sentence = 0; sentence < 2 || drawn.length < size; sentence++) {
    const length = random.randint(2, 13);
    for (let place = 0; place < length; place++) {
      const isLast = place === length - 1;
      const isMark = isLast || random.random() < 0.12;
      const token = isLast ? marks[marks.length - 1] : random.choice(isMark ? marks : words);
      drawn.push([sentence, place, ...token]);
    }
  }
  return drawn;
}
