import type { Estimate } from "@mlebench/reports";

/** What stands for a number that is not known. */
export const unknown = "–";

/** A number with so many decimals. */
export function fixed(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || Number.isNaN(value)) return unknown;
  return Number.isFinite(value) ? value.toFixed(digits) : value > 0 ? "inf" : "-inf";
}

/** The same with a sign. */
export function signed(value: number | null | undefined, digits = 1): string {
  const text = fixed(value, digits);
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text;
}

/** `31.8 ± 1.5`; without an error for a single value. */
export function meanAndError(estimate: Estimate | null, digits = 1): string {
  if (estimate === null) return unknown;
  const mean = fixed(estimate.mean, digits);
  return estimate.n > 1 ? `${mean} ± ${fixed(estimate.standardError, digits)}` : mean;
}

/** A score as it was graded. */
export function score(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown;
  return Number.isFinite(value) ? String(Number(value.toFixed(5))) : fixed(value);
}

/** A p-value in three decimals. */
export function pValue(value: number): string {
  return value < 0.001 ? "< 0.001" : value.toFixed(3);
}

/** A count as people write it in documents: 7,823. */
export function count(value: number | null): string {
  return value === null ? unknown : Math.round(value).toLocaleString("en-US");
}

/** US dollars. */
export function dollars(value: number | null): string {
  return value === null ? unknown : `$${value.toFixed(2)}`;
}

/** `1 run`, `2 runs`. */
export function plural(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? "" : "s"}`;
}
