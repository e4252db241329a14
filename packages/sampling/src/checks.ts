/** Not enough rows or members for what is asked. The `code` distinguishes it from other range errors. */
export class TooLittleDataError extends RangeError {
  readonly code = "too-little-data";
}

/** @throws RangeError unless `value` is a safe integer that is at least `least`. */
export function requireCount(value: number, name: string, least = 0): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`${name} is ${value}. Expected an integer that is at least ${least}.`);
}

/** @throws RangeError unless `value` is a count of rows that a Uint32Array of positions can hold. */
export function requireLength(value: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= 0 && value <= 0xffffffff) return;
  throw new RangeError(`${name} is ${value}. Expected an integer from 0 to ${0xffffffff}.`);
}

/**
 * The largest offset from `low` that an integer in [low, high) can have.
 *
 * @throws RangeError unless both are safe integers less than 2^53 apart, and low < high.
 */
export function requireIntegerBounds(low: number, high: number, name: string): number {
  const largest = high - 1 - low;
  if (![low, high, largest].every(Number.isSafeInteger)) {
    throw new RangeError(`${name} got ${low} and ${high}. Expected integers less than 2^53 apart.`);
  }
  if (largest < 0) throw new RangeError(`${name} got low ${low} and high ${high}. Expected low < high.`);
  return largest;
}
