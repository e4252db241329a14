import { assertSameLength, MetricInputError } from "../errors.js";
import { mean } from "../sum.js";

/** What Python's `str.split()` splits at; JavaScript's `\s` differs in both directions. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python splits at the separators U+001C to U+001F.
const PYTHON_SPACE = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The words of a text, as Python's `str.split()` finds them. */
export function splitWords(text: string): string[] {
  return text.split(PYTHON_SPACE).filter((word) => word !== "");
}

/**
 * Jaccard index of the sets of lower-case words of two texts, in [0, 1]; NaN where both have no word.
 */
export function wordJaccard(a: string, b: string): number {
  const first = new Set(splitWords(a.toLowerCase()));
  const second = new Set(splitWords(b.toLowerCase()));
  let common = 0;
  for (const word of first) if (second.has(word)) common++;
  return common / (first.size + second.size - common);
}

/**
 * Mean over rows of {@link wordJaccard}, in [0, 1]; NaN for no rows.
 * @throws MetricInputError for unlike lengths, and where answer and prediction both have no word. The error names the
 * first prediction without a word: which of them has an answer without one is the answers' secret.
 */
export function meanWordJaccard(yTrue: readonly string[], yPred: readonly string[]): number {
  assertSameLength(yTrue.length, yPred.length);
  const scores = Float64Array.from(yTrue, (text, row) => wordJaccard(yPred[row], text));
  if (scores.some(Number.isNaN)) {
    const row = yPred.findIndex((text) => splitWords(text).length === 0);
    throw new MetricInputError("Missing words", "yPred", { row, expected: "at least one word" });
  }
  return mean(scores);
}
