import { parsePythonFloat, type ScoredBox, splitWords } from "@mlebench/metrics";

/** Values of a box in a prediction. */
export const fields = ["label", "confidence", "xmin", "ymin", "xmax", "ymax"] as const;

/**
 * The boxes of a cell, with numbers as Python's `float` reads them.
 * @param fail makes the error from its headline, which has no value of the cell
 */
export function readBoxes(text: string, fail: (headline: string) => Error): ScoredBox[] {
  const words = splitWords(text);
  if (words.length % fields.length !== 0) throw fail(`Incomplete box: ${words.length} values`);
  return Array.from({ length: words.length / fields.length }, (_, i): ScoredBox => {
    const [label, ...numbers] = words.slice(i * fields.length, (i + 1) * fields.length);
    const [score, xMin, yMin, xMax, yMax] = numbers.map((word, at) => {
      const value = parsePythonFloat(word);
      if (value !== undefined) return value;
      throw fail(`Invalid ${fields[at + 1]} of box ${i + 1}`);
    });
    return { label, score, box: [xMin, yMin, xMax, yMax] };
  });
}
