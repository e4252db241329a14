import type { RandomState } from "@mlebench/sampling";
import { type CsvCell, defineMiniature } from "@mlebench/synthetic";

type Token = readonly [type: string, before: string, after: string];

/** Tokens with their class and how they are read aloud. */
const words: readonly Token[] = [
  ["PLAIN", "По", "По"],
  ["PLAIN", "состоянию", "состоянию"],
  ["PLAIN", "ещё", "ещё"],
  ["PLAIN", "деревня", "деревня"],
  ["PLAIN", "в", "в"],
  ["PLAIN", "null", "н_trans у_trans л_trans л_trans"],
  ["PLAIN", "Paris", "п_trans а_trans р_trans и_trans с_trans"],
  ["PLAIN", "None", "None"],
  ["LETTERS", "США", "с ш а"],
  ["LETTERS", "NA", "n a"],
  ["DATE", "1862 год", "тысяча восемьсот шестьдесят второй год"],
  ["DATE", "2 мая 2014 года", "второго мая две тысячи четырнадцатого года"],
  ["CARDINAL", "12", "двенадцать"],
  ["CARDINAL", "12", "двенадцати"],
  ["DECIMAL", "1,5", "одна целая и пять десятых"],
  ["ORDINAL", "XX", "двадцатого"],
  ["MEASURE", "10 км", "десять километров"],
  ["MONEY", "5 руб", "пять рублей"],
  ["VERBATIM", "№", "номер"],
  ["VERBATIM", "&", "и"],
  ["ELECTRONIC", "www.example.ru", "в в в точка e x a m p l e точка ру"],
  ["DIGIT", "007", "ноль ноль семь"],
  ["FRACTION", "1/2", "одна вторая"],
  ["TELEPHONE", "8-800", "восемь sil восемьсот"],
  ["TIME", "8:30", "восемь часов тридцать минут"],
];
const marks: readonly Token[] = [",", '"', "«", "»", "—", "(", "."].map((mark) => ["PUNCT", mark, mark]);

/**
 * Sentences of up to a dozen tokens, text in quotes and numbers not, as Kaggle has them: words that spell a missing
 * value, quotation marks and tokens that are numbers included.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, size }) => {
  const write = async (name: string, columns: readonly string[], rows: readonly CsvCell[][]) =>
    raw.zippedCsv(`ru_${name}.csv.zip`, columns, rows, { quote: "strings" });
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
