import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds, withEachClass } from "@mlebench/synthetic";

/** Shares of the scores 1 to 6 in Kaggle's data, added up. */
const cumulative = [0.072, 0.345, 0.708, 0.935, 0.991, 1];
const openings = [
  "Many people think",
  "In the article,",
  "I beleive",
  "Dear Senator,\n\nIt is clear",
  '"Venus"',
];
const claims = [
  "that cars are bad",
  "we should keep the vote",
  "driverless cars, well, fail",
  "it's worth it",
];
const reasons = [
  "because of smog",
  "in Paris — 2014 —",
  "as the author says",
  "(paragraph 4)",
  "85%  of drivers",
];
const ends = [". ", ".\n\n", " .", "!", "\r\n", "?  ", ".\u00a0", ' "quote." '];

/** Essays of several lines; some IDs look like numbers. The test part has two different scores at least. */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, pick, phrase, share, size }) => {
  const newId = hexadecimalIds(random, 7);
  const held = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 }).test;
  const essay = (score: number): string => {
    const sentences = Array.from({ length: 1 + 2 * score }, () => phrase(openings, claims, reasons));
    const text = sentences.map((sentence) => `${sentence}${pick(ends)}`).join("");
    return chance(0.03) ? pick(["null", "NA", "7"]) : text;
  };
  const drawn = Array.from({ length: size }, () => share(cumulative) + 1);
  const scores = withEachClass<number>(random, drawn, [2, 4], { among: held });
  // Two digits, an exponent, and the row's number: all different, and only in the training part.
  const numberLike = (row: number): string => `0${row % 10}e${String(row).padStart(4, "0")}`;
  const train = scores.map((score, row) => {
    const id = !held.includes(row) && chance(0.06) ? numberLike(row) : newId();
    return [id, essay(score), score];
  });
  const test = Array.from({ length: 3 }, () => [newId(), essay(3)]);
  await raw.csv("train.csv", ["essay_id", "full_text", "score"], train);
  await raw.csv("test.csv", ["essay_id", "full_text"], test);
  await raw.csv(
    "sample_submission.csv",
    ["essay_id", "score"],
    test.map(([id]) => [id, 3]),
  );
});
