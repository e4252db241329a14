import { expect, test } from "vitest";
import { rocAuc } from "../src/index.js";

// Recorded from scikit-learn 1.7.2: roc_auc_score(answers, DataFrame(...).to_numpy()).
const answers = [Float64Array.of(0, 1, 0, 1), Float64Array.of(0, 1, 1, 0)];
const wide = BigInt64Array.from([0n, 1n, 2n, 3n], (step) => 2n ** 53n + step);

test("integers beyond 2^53 are distinguished if all columns of scores are integers", () => {
  const narrow = BigInt64Array.from([0n, 1n, 0n, 1n], (step) => 2n ** 53n + step);
  expect(rocAuc(answers, [wide, narrow])).toBe(0.625);
});

test("integers beyond 2^53 tie as floats where another column of scores holds floats", () => {
  expect(rocAuc(answers, [wide, Float64Array.of(0.1, 0.2, 0.3, 0.4)])).toBe(0.5625);
});
