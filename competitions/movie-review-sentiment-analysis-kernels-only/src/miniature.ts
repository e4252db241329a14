import { join } from "node:path";
import type { WriteMiniature } from "@mlebench/core";
import { createRandomState } from "@mlebench/sampling";
import { writeZippedLines } from "@mlebench/synthetic";

/** Words of a review, spaced as a parser does it, and what each adds to the feeling. */
const openings = [
  "A film of",
  "There is",
  "The director offers",
  "Mr. Ozon 's cliché",
  "You get",
  "`` Ice '' has",
];
const judgements: readonly (readonly [string, number])[] = [
  ["a dull and listless", -2],
  ["a rather thin", -1],
  ["an overlong , hollow", -2],
  ["an unremarkable", 0],
  ["a quiet", 0],
  ["a mildly funny", 1],
  ["a warm , touching", 2],
  ["a naïve yet charming", 1],
  ["a dazzling", 2],
  ["None of the promised", -1],
];
const subjects = [
  "love story",
  "comedy -LRB- of sorts -RRB-",
  "portrait of grief",
  "chase",
  "script",
  "ending",
];
const closings = [
  "that never lets go",
  ", which is no surprise",
  "for children of all ages",
  "by the numbers",
  ".",
];

/**
 * Sentences of reviews, each followed by ever shorter parts of itself, down to single words and, as in Kaggle's data, to
 * a lone blank or a word that also spells a missing value.
 */
export const writeMiniature: WriteMiniature = async ({ out, seed, size }) => {
  const random = createRandomState(seed);
  let phrase = 0;
  let sentence = 0;

  const lines = (count: number, labelled: boolean): string[] => {
    const rows: string[] = [];
    while (rows.length < count) {
      sentence++;
      const [judgement, feeling] = random.choice(judgements);
      let words =
        `${random.choice(openings)} ${judgement} ${random.choice(subjects)} ${random.choice(closings)}`.split(
          " ",
        );
      if (random.random() < 0.05) words = [random.choice([" ", "None", "null", "NA"])];
      while (words.length > 0 && rows.length < count) {
        const text = words.join(" ");
        const strength = text.includes(judgement) ? feeling : 0;
        const noise = random.random() < 0.15 ? random.randint(-1, 2) : 0;
        const label = Math.min(4, Math.max(0, 2 + strength + noise));
        rows.push([++phrase, sentence, text, ...(labelled ? [label] : [])].join("\t"));
        const half = Math.max(1, random.randint(0, words.length));
        words = random.random() < 0.5 ? words.slice(half) : words.slice(0, -half);
      }
    }
    return rows;
  };

  const columns = ["PhraseId", "SentenceId", "Phrase"];
  const train = [[...columns, "Sentiment"].join("\t"), ...lines(size, true)];
  const first = phrase + 1;
  const test = [columns.join("\t"), ...lines(Math.ceil(0.4 * size), false)];
  const sample = ["PhraseId,Sentiment", ...test.slice(1).map((_, i) => `${first + i},2`)];
  await writeZippedLines(join(out, "train.tsv.zip"), train);
  await writeZippedLines(join(out, "test.tsv.zip"), test);
  await writeZippedLines(join(out, "sampleSubmission.csv.zip"), sample);
};
