import { quoteName } from "@mlebench/core";
import { parsePythonFloat, type ScoredBoxes } from "@mlebench/metrics";
import type { Table } from "@mlebench/table";

const fields = ["class_id", "confidence", "x_min", "y_min", "x_max", "y_max"] as const;
const expected = `${fields.join(" ")}, once per box, all separated by exactly one space`;

/**
 * All boxes of a submission, by row and then as they are written.
 * @param images number of every image by its id
 * @throws InvalidSubmissionError for a cell that is not a list of boxes
 */
export function readBoxes(submission: Table, images: ReadonlyMap<string | null, number>): ScoredBoxes {
  const ids = submission.strings("image_id");
  const { values } = submission.column("PredictionString");
  const image: number[] = [];
  const category: number[] = [];
  const score: number[] = [];
  const box: number[] = [];
  const area: number[] = [];
  for (let row = 0; row < submission.length; row++) {
    const numbers = readNumbers(submission, values[row], row);
    for (let at = 0; at < numbers.length; at += fields.length) {
      const [classId, confidence, left, top, right, bottom] = numbers.slice(at, at + fields.length);
      image.push(images.get(ids[row]) as number);
      category.push(Math.trunc(classId));
      score.push(confidence);
      box.push(left, top, right, bottom);
      area.push((right - left) * (bottom - top));
    }
  }
  return {
    image,
    category,
    score: Float64Array.from(score),
    box: Float64Array.from(box),
    area: Float64Array.from(area),
  };
}

function readNumbers(submission: Table, cell: unknown, row: number): number[] {
  const fail = (message: string): Error =>
    submission.error(message, { row: row + 1, column: "PredictionString", expected });
  if (cell === null || Number.isNaN(cell)) throw fail("Missing value");
  if (typeof cell !== "string") throw fail("Single value instead of boxes");
  const numbers = cell.split(" ").map((token, i) => {
    const value = parsePythonFloat(token);
    if (value === undefined) {
      throw fail(
        token === "" ? "Extra space between numbers" : `Invalid number ${i + 1}: ${quoteName(token, 40)}`,
      );
    }
    if (i % fields.length === 0 && !Number.isFinite(value))
      throw fail(`Invalid number ${i + 1}: class_id must be finite`);
    return value;
  });
  if (numbers.length % fields.length !== 0) throw fail(`Incomplete box: ${numbers.length} numbers`);
  return numbers;
}
