import { defineMiniature } from "@mlebench/synthetic";

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
export const writeMiniature = defineMiniature(async ({ raw, random, chance, size }) => {
  let phrase = 0;
  let sentence = 0;

  const phrases = (count: number, labeled: boolean): (string | number)[][] => {
    const rows: (string | number)[][] = [];
    while (rows.length < count) {
      sentence++;
      const [judgement, feeling] = random.choice(judgements);
      let words =
        `${random.choice(openings)} ${judgement} ${random.choice(subjects)} ${random.choice(closings)}`.split(
          " ",
        );
      if (chance(0.05)) words = [random.choice([" ", "None", "null", "NA"])];
      while (words.length > 0 && rows.length < count) {
        const text = words.join(" ");
        const strength = text.includes(judgement) ? feeling : 0;
        const noise = chance(0.15) ? random.randint(-1, 2) : 0;
        const label = Math.min(4, Math.max(0, 2 + strength + noise));
        rows.push([++phrase, sentence, text, ...(labeled ? [label] : [])]);
        const half = Math.max(1, random.randint(0, words.length));
        words = chance(0.5) ? words.slice(half) : words.slice(0, -half);
      }
    }
    return rows;
  };

  const columns = ["PhraseId", "SentenceId", "Phrase"];
  const tabs = { separator: "\t", quote: "none" } as const;
  const train = phrases(size, true);
  const test = phrases(Math.ceil(0.4 * size), false);
  await raw.zippedCsv("train.tsv.zip", [...columns, "Sentiment"], train, tabs);
  await raw.zippedCsv("test.tsv.zip", columns, test, tabs);
  const sample = test.map(([id]) => [id, 2]);
  await raw.zippedCsv("sampleSubmission.csv.zip", ["PhraseId", "Sentiment"], sample);
});
