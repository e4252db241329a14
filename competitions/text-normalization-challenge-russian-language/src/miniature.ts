import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState, type RandomState } from "@mlebench/sampling";
import { formatCsv, integers, type Table, tableFromColumns } from "@mlebench/table";

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
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  const train = drawSentences(random, size);
  const test = drawSentences(random, Math.ceil(size / 10)).drop("class", "after");
  const places = test.strings("token_id");
  const id = test.strings("sentence_id").map((sentence, row) => `${sentence}_${places[row]}`);
  const sample = test.rename({ before: "after" }).assign({ id }).select("id", "after");
  for (const [name, table] of Object.entries({ train, test_2: test, sample_submission_2: sample })) {
    const csv = { name: `ru_${name}.csv`, data: Buffer.from(formatCsv(table, { quoting: "nonnumeric" })) };
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
