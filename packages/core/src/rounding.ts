import type { ScoreType } from "./facts.js";

/** Nearest integer, ties to even, for |x| < 2^52. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The same with the sign kept on zero. */
function roundHalfEvenSigned(x: number): number {
  return x < 0 ? -roundHalfEven(-x) : roundHalfEven(x);
}

/** NumPy's `round`: scales, rounds half to even, and scales back. */
export function roundLikeNumpy(x: number, digits: number): number {
  const scale = 10 ** digits;
  const scaled = x * scale;
  return (Math.abs(scaled) >= 2 ** 52 ? scaled : roundHalfEvenSigned(scaled)) / scale;
}

/** Python's `round`: half to even on the exact binary value. */
export function roundLikePython(x: number, digits: number): number {
  if (Math.abs(x) >= 2 ** 52) return x;
  // toFixed picks the integer n for which n / 10^digits - |x| is nearest to zero on the exact value, and the
  // larger n in a tie; only the tie differs from Python. It is exact for |x| < 1e21.
  const magnitude = Math.abs(x);
  let text = magnitude.toFixed(digits);
  if (isExactTie(magnitude, digits)) {
    const last = Number(text.at(-1));
    if (last % 2 === 1) text = withUlpDown(text);
  }
  return x < 0 || Object.is(x, -0) ? -Number(text) : Number(text);
}

/** True when the binary value lies exactly between two decimals of `digits` places. */
function isExactTie(x: number, digits: number): boolean {
  // A double has at most 1074 decimals; a tie has exactly digits + 1 of them, the last being 5.
  const exact = x.toFixed(Math.min(100, digits + 60));
  const fraction = exact.slice(exact.indexOf(".") + 1);
  return fraction[digits] === "5" && /^0*$/.test(fraction.slice(digits + 1));
}

/** The decimal one unit in the last place below: its last digit is odd, so no borrow is needed. */
function withUlpDown(text: string): string {
  return `${text.slice(0, -1)}${Number(text.at(-1)) - 1}`;
}

/**
 * A score as reports show it: five decimals, rounded as the reference's type of score rounds.
 * NaN and infinities pass through.
 */
export function roundScore(score: number, type: ScoreType, digits = 5): number {
  if (!Number.isFinite(score)) return score;
  return type === "float64" ? roundLikeNumpy(score, digits) : roundLikePython(score, digits);
}
