import { quoteNames } from "./printable.js";

/** What an error says about columns that a file lacks. */
export interface MissingColumns {
  headline: string;
  expected: string;
  hint: string;
}

/**
 * The one wording for missing columns, whoever reads the file.
 * @param given columns of the file
 * @returns undefined if none of `wanted` is missing
 */
export function missingColumns(
  given: readonly string[],
  wanted: readonly string[],
): MissingColumns | undefined {
  const missing = wanted.filter((name) => !given.includes(name));
  if (missing.length === 0) return undefined;
  return {
    headline: `Missing ${missing.length === 1 ? "column" : "columns"}: ${quoteNames(missing)}`,
    expected: `the columns ${quoteNames(wanted)}`,
    hint: `The file has ${given.length === 0 ? "no columns" : quoteNames(given)}.`,
  };
}
