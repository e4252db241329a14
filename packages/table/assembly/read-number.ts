// Numbers without exponent, in AssemblyScript. Digits are read eight at a time, as 64-bit integers, which JavaScript does
// not have at such a speed. What is decided is what `classifyCell` decides.

// See `CellCode`.
const integerCode: i32 = 1;
const floatCode: i32 = 4;
const looseFloatCode: i32 = 5;

const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const ZERO: u32 = 0x30;

/** Integers of more digits could overflow an integer type. */
const mostDigits: usize = 18;
/** Integers of so many digits are doubles. */
const safeDigits: usize = 15;

/** Where the number ends that was read last. */
export let numberEnd: usize = 0;

// Digits, eight at a time: the first is in the lowest byte.

/** A byte is 0 where it is a digit, up to the first that is none. */
function nonDigits(eight: u64): u64 {
  const high: u64 = 0xf0f0f0f0f0f0f0f0;
  const digit: u64 = 0x3030303030303030;
  return ((eight & high) ^ digit) | (((eight + 0x0606060606060606) & high) ^ digit);
}

/** The number that eight digits spell; bytes of zeros count as zeros. */
function valueOfEight(eight: u64): u64 {
  let value = eight & 0x0f0f0f0f0f0f0f0f;
  value = (value * 2561) >> 8;
  value = ((value & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((value & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

/** The number that the first `count` digits spell, one to seven of them. */
function valueOfFirst(eight: u64, count: u64): u64 {
  return valueOfEight(eight << (64 - 8 * count));
}

const powers = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
  1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
]);

function power(exponent: u64): u64 {
  return load<u64>(powers + 8 * <usize>exponent);
}

/** A decimal of more digits takes a closer look. */
const mostSignificant: u64 = 17;

/** Reads a number without exponent up to where it ends. Returns its code; -1 for anything that takes a closer look. */
export function readNumber(start: usize): i32 {
  const isNegative = load<u8>(start) === MINUS;
  const digitsStart = isNegative ? start + 1 : start;
  const eight = load<u64>(digitsStart);
  const others = nonDigits(eight);
  if (others === 0) return readLong(digitsStart);
  const digits = ctz(others) >> 3;
  const at = digitsStart + <usize>digits;
  numberEnd = at;
  if (digits === 0) return -1;
  const leadingZero = (<u32>eight & 0xff) === ZERO;
  if (leadingZero && digits > 1) return -1;
  if (load<u8>(at) === POINT) return readFraction(at + 1, valueOfFirst(eight, digits));
  // An integer knows no minus zero, a float does.
  return leadingZero && isNegative ? -1 : integerCode;
}

/** For a number that begins with eight digits or more. */
function readLong(digitsStart: usize): i32 {
  let at = digitsStart;
  if (load<u8>(at) === ZERO) return -1;
  let value: u64 = 0;
  while (at - digitsStart <= mostDigits) {
    const digit = <u32>load<u8>(at) - ZERO;
    if (digit > 9) break;
    value = value * 10 + digit;
    at++;
  }
  numberEnd = at;
  const digits = at - digitsStart;
  if (load<u8>(at) === POINT) return digits > safeDigits ? -1 : readFraction(at + 1, value);
  return digits > mostDigits ? -1 : integerCode;
}

/**
 * Reads what follows a point, and decides whether Python prints the number with these bytes.
 * @param integer what stands before the point
 */
function readFraction(from: usize, integer: u64): i32 {
  let at = from;
  let mantissa = integer;
  for (;;) {
    const eight = load<u64>(at);
    const others = nonDigits(eight);
    const digits = others === 0 ? <u64>8 : ctz(others) >> 3;
    if (digits > 0) {
      if (mantissa >= power(mostSignificant - digits)) return -1;
      mantissa =
        mantissa * power(digits) + (digits === 8 ? valueOfEight(eight) : valueOfFirst(eight, digits));
      at += <usize>digits;
    }
    if (digits < 8) break;
  }
  numberEnd = at;
  const scale = at - from;
  if (scale === 0) return -1;
  // Zeros to spare, and magnitudes that Python prints with an exponent.
  if (scale > 1 && load<u8>(at - 1) === ZERO) return looseFloatCode;
  if (integer === 0 && scale > 4 && load<u32>(from) === 0x30303030) return looseFloatCode;
  // A decimal of at most 15 significant digits is the shortest spelling of its double.
  if (mantissa < 1000000000000000) return floatCode;
  if (scale > 22) return -1;
  // Doubles are that near to each other here that no other decimal of as many digits, or fewer, has the same one.
  if (mantissa < 1 << 52) return floatCode;
  return isShortest(mantissa, scale) ? floatCode : -1;
}

// The powers of ten that are doubles.
const doublePowers = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]);

/** Relative doubt about quantities that are rounded themselves. */
const doubt: f64 = 1e-9;
const splitter: f64 = 134217729;

/** See `isShortest` of src/numbers/exact-decimal.ts, for a decimal of 16 or 17 digits and a double above 1e-7. */
function isShortest(mantissa: u64, scale: usize): bool {
  const tens = load<f64>(doublePowers + 8 * scale);
  const scaledTens = splitter * tens;
  const tensHigh = scaledTens - (scaledTens - tens);
  const tensLow = tens - tensHigh;
  // Both parts are doubles, and what is left of the product after the first is one too.
  const high = <f64>((mantissa / 1000000000) * 1000000000);
  const low = <f64>(mantissa % 1000000000);
  let x = <f64>mantissa / tens;
  for (let attempt = 0; attempt < 2; attempt++) {
    const bits = reinterpret<u64>(x);
    // Below a power of two the doubles lie closer than above it.
    if ((bits & 0x000fffffffffffff) === 0) return false;
    const ulp = reinterpret<f64>(((bits >> 52) - 52) << 52);
    const half = (ulp / 2) * tens;
    const product = x * tens;
    const scaled = splitter * x;
    const xHigh = scaled - (scaled - x);
    const xLow = x - xHigh;
    const error = xLow * tensLow - (product - xHigh * tensHigh - xLow * tensHigh - xHigh * tensLow);
    const difference = product - high - low + error;
    const distance = abs(difference);
    if (distance < half * (1 - doubt)) {
      if (distance > 0.5 - 1e-6) return false;
      const reach = half * (1 + doubt);
      // Decimals with one digit less are the multiples of ten to either side.
      const lastDigit = <f64>(mantissa % 10);
      return lastDigit + difference > reach && 10 - lastDigit - difference > reach;
    }
    if (distance < half * (1 + doubt)) return false;
    x += difference > 0 ? -ulp : ulp;
  }
  return false;
}
