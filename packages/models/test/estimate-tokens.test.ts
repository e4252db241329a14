import { expect, test } from "vitest";
import { estimateTokens } from "../src/index.js";

// The numbers of OpenAI's o200k_base.
test.each([
  ["", 0],
  ["The quick brown fox jumps over the lazy dog.", 10],
  ["Epoch 12/100: loss=0.03417, accuracy=0.98212 (elapsed 00:41:07)", 35],
  ["import pandas as pd\n\ndf = pd.read_csv('train.csv')\nprint(df.head())\n", 21],
  ["機械学習の競技会", 6],
])("%j has about %i tokens", (text, tokens) => {
  expect(Math.abs(estimateTokens(text) - tokens)).toBeLessThanOrEqual(Math.max(2, tokens / 3));
});
