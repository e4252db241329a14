import { trainTestSplitIndices } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds, withEachClass } from "@mlebench/synthetic";

const qualities = ["steel", "rotating", "low-voltage", "co2", "5 mm", "dual β", "polymer based"];
const things = ["plate", "valve assembly", "cable tie", "composition", "gear", "sensor (optical)", "null"];
/** Phrases that a careless reader of CSV files takes for missing, for numbers, or for two cells. */
const quirks = ["null", "na", "none", "42", "1e5", "water, oil", '4" pipe'];
const scores = [0, 0.25, 0.5, 0.75, 1];
/** Shares of the scores in Kaggle's data, added up. */
const cumulative = [0.205, 0.52, 0.858, 0.968, 1];

/**
 * Pairs of phrases grouped by anchor, the scores with two decimals, and a few pairs of Kaggle's own test set. The test
 * part has two different scores at least: without them there is no correlation.
 */
export const writeMiniature = defineMiniature(async ({ raw, random, chance, phrase, pick, share, size }) => {
  const newId = hexadecimalIds(random, 16);
  const anchors = Array.from({ length: Math.ceil(size / 12) }, () => phrase(qualities, things)).sort();
  const pair = (anchor: string): string[] => {
    const target = chance(0.06) ? pick(quirks) : phrase(qualities, things);
    return [newId(), anchor, target, `${pick([..."ABCDEFGH"])}${pick(["01", "16", "47", "61"])}`];
  };
  const held = trainTestSplitIndices(size, { testSize: 0.1, randomState: 0 }).test;
  const drawn = Array.from({ length: size }, () => scores[share(cumulative)]);
  const labels = withEachClass<number>(random, drawn, [0, 0.5], { among: held });
  const train = labels.map((score, i) => [...pair(anchors[Math.floor(i / 12)]), score.toFixed(2)]);
  const test = Array.from({ length: 4 }, () => pair(pick(anchors)));
  const columns = ["id", "anchor", "target", "context"];
  await raw.csv("train.csv", [...columns, "score"], train);
  await raw.csv("test.csv", columns, test);
  await raw.csv(
    "sample_submission.csv",
    ["id", "score"],
    test.map(([id]) => [id, 0]),
  );
});
