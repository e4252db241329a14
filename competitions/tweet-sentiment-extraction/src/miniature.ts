import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";

type Sentiment = "positive" | "negative" | "neutral";

const feelings: Record<Sentiment, readonly string[]> = {
  positive: ["LOVE it!!!", "so happy :)", "Yay,", "thanks  a lot", "Grüße ♥"],
  negative: ["hate that", 'is "broken"', "s**t", "SO tired.", "İt hurts"],
  neutral: ["is at home", "watching tv", "5 o`clock", "http://twitpic.com/4w75p", "ΌΔΟΣ 7"],
};
const openings = ["", "  ", "_Anna ", "my cat", "Sooo... ", "@bob, ", '"really" ', "omg\t"];
const endings = ["", "!", " ï¿½", " , again", " today", "\u00a0x", "\nbrb"];
/** Texts that a careless reader of CSV files takes for missing or for numbers. */
const quirks = ["null", "NA", "None", "nan", "42", "1e3", "True"];

/**
 * Tweets and their decisive words, with white space of all kinds. One tweet is missing altogether, and some selections
 * spell a missing value: all of them in the training part, since the reference has no score for an answer without words.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, size }) => {
  const newId = hexadecimalIds(random, 10);
  const held = new Set(trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 }).test);
  const blank = Array.from({ length: size }, (_, row) => row).find((row) => !held.has(row));
  const tweet = (row: number): string[] => {
    const sentiment = pick<Sentiment>(["positive", "negative", "neutral", "neutral"]);
    const words = pick(feelings[sentiment]);
    const text = `${pick(openings)} ${words}${pick(endings)}`;
    const selected = sentiment === "neutral" || chance(0.2) ? text : words.slice(chance(0.1) ? 1 : 0);
    const quirk = chance(0.08) ? pick(quirks) : undefined;
    if (row === blank) return [newId(), "", "", "neutral"];
    if (quirk === undefined) return [newId(), text, selected, sentiment];
    return [newId(), quirk, held.has(row) ? words : quirk, sentiment];
  };
  const columns = ["textID", "text", "selected_text", "sentiment"];
  const train = Array.from({ length: size }, (_, row) => tweet(row));
  const test = Array.from({ length: 5 }, () => tweet(-1));
  await raw.csv("train.csv", columns, train);
  await raw.csv(
    "test.csv",
    columns.toSpliced(2, 1),
    test.map((row) => row.toSpliced(2, 1)),
  );
  await raw.lines("sample_submission.csv", ["textID,selected_text", ...test.map(([id]) => `${id},`)]);
});
