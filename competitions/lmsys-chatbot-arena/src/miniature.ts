import { defineMiniature, numbersWithGaps } from "@mlebench/synthetic";
import { winners } from "./winners.js";

const models = ["gpt-4-1106-preview", "llama-2-13b-chat", "vicuna-7b", "RWKV-4-Raven-14B", "claude-1"];
const prompts = [
  "Is it right?",
  "Write a haiku",
  "¿Qué es π?",
  'Say "hi", please',
  "What is 3/4\nof 12?",
  "null",
];
const replies = [
  "Yes.",
  "No, \\ is a backslash.",
  "1. One\n2. Two",
  "I'm an AI; I can't.",
  "你好 😀",
  "",
  "NaN",
];

/** A list as the JSON that Kaggle's table holds: ASCII, slashes escaped, nothing between its items. */
function jsonList(items: readonly (string | null)[]): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(items)
    .replaceAll("/", "\\/")
    .replace(/[^ -~]/g, escaped);
}

/** Conversations of one to three turns, of which some were never answered, in the order of their IDs. */
export const writeMiniature = defineMiniature(async ({ raw, random, below, chance, pick, size }) => {
  const ids = numbersWithGaps(random, size + 3, { first: 30_192, maxStep: 21_000_000 });
  const conversation = (): string[] => {
    const turns = chance(0.8) ? 1 : 2 + below(2);
    const side = (): string =>
      jsonList(
        Array.from({ length: turns }, () => (chance(0.03) ? null : `${pick(replies)} ${pick(replies)}`)),
      );
    return [jsonList(Array.from({ length: turns }, () => pick(prompts))), side(), side()];
  };
  const texts = ["prompt", "response_a", "response_b"];
  const train = ids.slice(0, size).map((id) => {
    const winner = below(3);
    return [
      id,
      pick(models),
      pick(models),
      ...conversation(),
      ...winners.map((_, i) => Number(i === winner)),
    ];
  });
  const test = ids.slice(size).map((id) => [id, ...conversation()]);
  await raw.csv("train.csv", ["id", "model_a", "model_b", ...texts, ...winners], train);
  await raw.csv("test.csv", ["id", ...texts], test);
  await raw.csv(
    "sample_submission.csv",
    ["id", ...winners],
    test.map(([id]) => [id, 1 / 3, 1 / 3, 1 / 3]),
  );
});
