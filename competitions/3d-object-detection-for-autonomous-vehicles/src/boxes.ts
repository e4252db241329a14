import { quoteName } from "@mlebench/core";
import { parsePythonFloat, type ScoredBox3d, splitWords } from "@mlebench/metrics";
import type { Table } from "@mlebench/table";
import { fields } from "./box-format.js";

export const target = "PredictionString";

const expected = `${fields.join(" ")}, once per box, all separated by exactly one space`;

/** The boxes of each row. A cell without text, or of spaces, has none. */
export function readBoxes(table: Table): ScoredBox3d[][] {
  return table.strings(target, { missing: "" }).map((text, row) => {
    if (splitWords(text).length === 0) return [];
    const fail = (message: string): Error => table.error(message, { row: row + 1, column: target, expected });
    const tokens = text.split(" ");
    if (tokens.length % fields.length !== 0) throw fail(`Incomplete box: ${tokens.length} values`);
    return Array.from({ length: tokens.length / fields.length }, (_, box) =>
      readBox(tokens.slice(box * fields.length, (box + 1) * fields.length), fail),
    );
  });
}

function readBox(tokens: readonly string[], fail: (message: string) => Error): ScoredBox3d {
  const numbers = tokens.slice(0, -1).map((token, i) => {
    const number = parsePythonFloat(token);
    // Any other number may be infinite, of a class that is not there.
    if (number === undefined || (fields[i] === "yaw" && Math.abs(number) === Number.POSITIVE_INFINITY)) {
      throw fail(`Invalid ${fields[i]}: ${quoteName(token, 40)}`);
    }
    return number;
  });
  const [score, x, y, z, width, length, height, yaw] = numbers;
  return { label: tokens[8], score, center: [x, y, z], size: [width, length, height], yaw };
}
