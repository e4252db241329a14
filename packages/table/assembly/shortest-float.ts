// Doubles as Python prints them, the shortest digits that read back the same, in AssemblyScript: `pnpm assembly` compiles
// it into src/numbers/shortest-float-wasm.generated.ts. The method is Schubfach (R. Giulietti, "The Schubfach way to render
// doubles", 2020): of the decimals with a fixed distance that lie around a double, at most four come into question.

/** Decimals are multiples of a power of ten, of 10^-324 for the smallest doubles. There are 617 of these powers. */
const smallestPower: i32 = -324;
const countOfPowers: usize = 617;

/** Of each power k, 10^-k as an integer of 126 bits, rounded up: its upper and its lower 63 bits. Written by the caller. */
const powers = memory.data(16 * 617, 8);
/** What was printed last, and bytes that are stored behind it. */
const text = memory.data(64, 8);
const digits = memory.data(48, 8);
/** Digits end here, so that eight bytes at a time can be read from wherever they begin. */
const digitsEnd: usize = 20;

const mask63: u64 = 0x7fffffffffffffff;

const MINUS: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const E: u8 = 0x65;

export function powersStart(): usize {
  return powers;
}

export function powersLength(): usize {
  return 16 * countOfPowers;
}

export function textStart(): usize {
  return text;
}

/** Prints a finite number. Returns how many bytes that took. */
export function print(value: f64): usize {
  const bits = reinterpret<u64>(value);
  let at = text;
  if (bits >> 63 !== 0) {
    store<u8>(at, MINUS);
    at++;
  }
  const magnitude = bits & mask63;
  if (magnitude === 0) {
    store<u32>(at, 0x302e30);
    return at + 3 - text;
  }
  findShortest(magnitude);
  return (exponent > -4 && exponent <= 16 ? putFixed(at) : putScientific(at)) - text;
}

// What `findShortest` finds: 0.d1d2d3… times ten to the `exponent`, with digits up to `digitsEnd`.
let first: usize = 0;
let count: i32 = 0;
let exponent: i32 = 0;

function findShortest(magnitude: u64): void {
  const fraction = magnitude & 0xfffffffffffff;
  const biased = <i32>(magnitude >> 52);
  // The number is c times two to the q.
  const c: u64 = biased === 0 ? fraction : fraction | 0x10000000000000;
  const q = biased === 0 ? -1074 : biased - 1075;
  // Below a power of two, numbers are twice as close as above it.
  const isPower = fraction === 0 && biased > 1;
  const k = <i32>((<i64>q * 661971961083 - (isPower ? 274743187321 : 0)) >> 41);
  const shift = <u64>(q + <i32>((<i64>-k * 913124641741) >> 38) + 2);
  const power = powers + 16 * <usize>(k - smallestPower);
  const upper = load<u64>(power);
  const lower = load<u64>(power, 8);
  // The number and both ends of what is rounded to it, in quarters of ten to the k.
  const middle = scaled(upper, lower, (4 * c) << shift);
  const from = scaled(upper, lower, (4 * c - (isPower ? 1 : 2)) << shift);
  const to = scaled(upper, lower, (4 * c + 2) << shift);
  putDigits(chosen(middle, from, to, c & 1), k);
}

/**
 * Of the integers around a number, the one to print: of those that read back the one with a zero at its end, or else the
 * closest. All are in quarters.
 * @param odd 1 where the ends do not read back: they are rounded to a number with an even c
 */
function chosen(middle: u64, from: u64, to: u64, odd: u64): u64 {
  const below = middle >> 2;
  if (below >= 10) {
    // With one digit less there is one candidate on either side, and at most one of them reads back.
    const shorter = (below / 10) * 10;
    const isBelow = from + odd <= shorter << 2;
    const isAbove = ((shorter + 10) << 2) + odd <= to;
    if (isBelow !== isAbove) return isBelow ? shorter : shorter + 10;
  }
  const isBelow = from + odd <= below << 2;
  const isAbove = ((below + 1) << 2) + odd <= to;
  if (isBelow !== isAbove) return isBelow ? below : below + 1;
  // Both read back: the closer one, or the even one in the middle.
  const halfway = (below << 2) + 2;
  return middle < halfway || (middle === halfway && (below & 1) === 0) ? below : below + 1;
}

/** A product with a power's 126 bits, in the power's units; its last bit is 1 also for anything that is cut off. */
function scaled(upper: u64, lower: u64, factor: u64): u64 {
  const sum = ((upper * factor) >> 1) + upperHalf(lower, factor);
  const whole = upperHalf(upper, factor) + (sum >> 63);
  return whole | (((sum & mask63) + mask63) >> 63);
}

/** The upper 64 bits of a product. */
function upperHalf(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  return aHigh * bHigh + (middle >> 32) + (((middle & 0xffffffff) + aLow * bHigh) >> 32);
}

/** Spells `significand` times ten to the k, without zeros at the end. */
function putDigits(significand: u64, k: i32): void {
  let at = digits + digitsEnd;
  let rest = significand;
  let zeros = 0;
  // Mostly there are none.
  while (rest % 10 === 0) {
    rest /= 10;
    zeros++;
  }
  // Eight at a time are divided as 32-bit integers.
  while (rest >= 100000000) {
    const upper = rest / 100000000;
    let eight = <u32>(rest - upper * 100000000);
    rest = upper;
    for (let i = 0; i < 8; i++) {
      const tenth = eight / 10;
      store<u8>(--at, ZERO + <u8>(eight - tenth * 10));
      eight = tenth;
    }
  }
  let last = <u32>rest;
  while (last > 0) {
    const tenth = last / 10;
    store<u8>(--at, ZERO + <u8>(last - tenth * 10));
    last = tenth;
  }
  first = at;
  count = <i32>(digits + digitsEnd - at);
  exponent = k + zeros + count;
}

/** Copies digits, and up to 24 bytes behind them. */
function copyDigits(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u64>(to, load<u64>(from, 8), 8);
  store<u64>(to, load<u64>(from, 16), 16);
}

/** `0.00123`, `12.3` or `1230.0`; returns where it ends. */
function putFixed(start: usize): usize {
  if (exponent <= 0) {
    store<u64>(start, 0x3030303030302e30);
    const at = start + 2 - <usize>exponent;
    copyDigits(at, first);
    return at + count;
  }
  copyDigits(start, first);
  if (exponent < count) {
    const point = start + exponent;
    copyDigits(point + 1, first + exponent);
    store<u8>(point, POINT);
    return start + count + 1;
  }
  let at = start + count;
  for (const end = start + exponent; at < end; at++) store<u8>(at, ZERO);
  store<u16>(at, 0x302e);
  return at + 2;
}

/** `1.23e-05` or `1e+16`; returns where it ends. */
function putScientific(start: usize): usize {
  let at = start + 1;
  store<u8>(start, load<u8>(first));
  if (count > 1) {
    store<u8>(at, POINT);
    copyDigits(at + 1, first + 1);
    at += count;
  }
  const power = exponent - 1;
  store<u8>(at, E);
  store<u8>(at + 1, power < 0 ? MINUS : PLUS);
  at += 2;
  return putPower(at, power < 0 ? -power : power);
}

/** At least two digits. */
function putPower(start: usize, power: i32): usize {
  let at = start;
  if (power >= 100) store<u8>(at++, ZERO + <u8>(power / 100));
  store<u8>(at, ZERO + <u8>((power / 10) % 10));
  store<u8>(at + 1, ZERO + <u8>(power % 10));
  return at + 2;
}
