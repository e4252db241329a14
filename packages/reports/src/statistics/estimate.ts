import type { Estimate } from "../report/report-data.js";
import { summarize } from "./summarize.js";

/** Mean and standard error of values, of which the unknown ones are left out; null if none is known. */
export function estimate(values: readonly (number | null)[]): Estimate | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const { mean, standard_error, ci_lower, ci_upper } = summarize(known);
  return { mean, standardError: standard_error, ciLower: ci_lower, ciUpper: ci_upper, n: known.length };
}
