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
  const count = countBoxes(values);
  const image = new Uint32Array(count);
  const category = new Float64Array(count);
  const score = new Float64Array(count);
  const box = new Float64Array(4 * count);
  const area = new Float64Array(count);
  let next = 0;
  const addBox = (number: number, numbers: Float64Array): void => {
    image[next] = number;
    category[next] = Math.trunc(numbers[0]);
    score[next] = numbers[1];
    for (let side = 0; side < 4; side++) box[4 * next + side] = numbers[2 + side];
    area[next++] = (numbers[4] - numbers[2]) * (numbers[5] - numbers[3]);
  };
  for (let row = 0; row < submission.length; row++) {
    const number = images.get(ids[row]) as number;
    forEachBox(submission, values[row], row, (numbers) => addBox(number, numbers));
  }
  return { image, category, score, box, area };
}

/** How many boxes the cells hold if all are as they should be. */
function countBoxes(cells: ArrayLike<unknown>): number {
  let count = 0;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (typeof cell !== "string") continue;
    let numbers = 1;
    for (let i = 0; i < cell.length; i++) if (cell.charCodeAt(i) === space) numbers++;
    count += Math.floor(numbers / fields.length);
  }
  return count;
}

const space = 32;
const numbersOfBox = new Float64Array(fields.length);

/** Calls `onBox` with the numbers of each box, in an array that the next box overwrites. */
function forEachBox(
  submission: Table,
  cell: unknown,
  row: number,
  onBox: (numbers: Float64Array) => void,
): void {
  const fail = (message: string): Error =>
    submission.error(message, { row: row + 1, column: "PredictionString", expected });
  if (cell === null || Number.isNaN(cell)) throw fail("Missing value");
  if (typeof cell !== "string") throw fail("Single value instead of boxes");
  let count = 0;
  for (let start = 0, end = 0; start <= cell.length; start = end + 1) {
    for (end = start; end < cell.length && cell.charCodeAt(end) !== space; ) end++;
    const value = parsePythonFloat(cell, start, end);
    if (value === undefined) {
      const token = cell.slice(start, end);
      throw fail(
        token === "" ? "Extra space between numbers" : `Invalid number ${count + 1}: ${quoteName(token, 40)}`,
      );
    }
    const field = count++ % fields.length;
    if (field === 0 && !Number.isFinite(value))
      throw fail(`Invalid number ${count}: class_id must be finite`);
    numbersOfBox[field] = value;
    if (field === fields.length - 1) onBox(numbersOfBox);
  }
  if (count % fields.length !== 0) throw fail(`Incomplete box: ${count} numbers`);
}
