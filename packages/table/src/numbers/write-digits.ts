import { ZERO } from "./characters.js";

/** Up to here, integers are cheap to divide. */
export const maxInt32 = 2 ** 31 - 1;
/** Digits of that. */
export const mostDigits = 10;

/** Writes an integer from 0 to {@link maxInt32}, without the cost of a string. @returns where it ends */
export function writeDigits(value: number, target: Uint8Array, at: number): number {
  let length = 1;
  for (let power = 10; power <= value; power *= 10) length++;
  const end = at + length;
  let rest = value | 0;
  for (let place = end - 1; place >= at; place--) {
    const tenth = (rest / 10) | 0;
    target[place] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}
