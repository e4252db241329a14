import { readTextLines } from "@mlebench/disk";

/** What the rules ask of a submission. */
export interface SubmissionFacts {
  file: string;
  rows: number;
  firstRow: string;
  /** Whether there are many rows, and all of them have the same values after the first column. */
  isConstant: boolean;
  /** Share of rows that are among the given ones, 0 to 1. */
  shareOf(rows: readonly string[]): number;
}

/** Fewer rows may be equal by chance. */
const minConstantRows = 20;

/** Reads a submission in one pass each; undefined if it cannot be read. */
export function readSubmissionFacts(path: string, file: string): SubmissionFacts | undefined {
  let [rows, isConstant, firstRow, firstValue] = [0, true, "", ""];
  try {
    for (const { text, number } of readTextLines(path)) {
      if (number === 1 || text === "") continue;
      const comma = text.indexOf(",");
      const value = comma === -1 ? "" : text.slice(comma + 1);
      if (rows === 0) [firstRow, firstValue] = [text, value];
      else if (value !== firstValue) isConstant = false;
      rows++;
    }
  } catch {
    return undefined;
  }
  const shareOf = (given: readonly string[]): number => {
    const wanted = new Set(given.map((row) => row.trim()));
    let found = 0;
    for (const { text, number } of readTextLines(path)) if (number > 1 && wanted.has(text.trim())) found++;
    return rows === 0 ? 0 : found / rows;
  };
  return {
    file,
    rows,
    firstRow,
    isConstant: isConstant && rows >= minConstantRows && firstValue !== "",
    shareOf,
  };
}
