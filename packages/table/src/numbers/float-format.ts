import { powersOfTen } from "./exact-decimal.js";

/** How C prints a float, as pandas' `float_format`: `%.10f` has 10 decimals, `%.10g` at most 10 significant digits. */
export type FloatFormat = `%.${number}${"f" | "g"}`;

/** With more digits, too many products would be too close to a tie. */
const maxFastDigits = 14;
/** Relative error of a product of a double and an exact power of ten, with some to spare. */
const productError = 2 ** -51;
const fixedLimit = 1e21;

/** Prints doubles in a {@link FloatFormat}: correctly rounded, ties to even, as C does. */
export class FloatFormatter {
  /** Decimals of the number that {@link scale} returned. */
  decimals = 0;
  private readonly isGeneral: boolean;
  private readonly digits: number;

  /** @throws RangeError if the format is not known */
  constructor(format: FloatFormat) {
    const [, digits, style] = /^%\.(\d{1,2})([fg])$/.exec(format) ?? [];
    if (digits === undefined) throw new RangeError(`Unknown float format \`${format}\``);
    this.isGeneral = style === "g";
    this.digits = this.isGeneral ? Math.max(1, Number(digits)) : Number(digits);
  }

  /**
   * The printed digits as an integer and {@link decimals}, without a string; the sign is the caller's.
   * @returns -1 where {@link format} must be asked: zero, numbers with an exponent, and those too close to a tie
   */
  scale(value: number): number {
    const magnitude = Math.abs(value);
    return this.isGeneral ? this.scaleGeneral(magnitude) : this.scaleFixed(magnitude);
  }

  private scaleFixed(magnitude: number): number {
    if (this.digits > maxFastDigits || !(magnitude > 0)) return -1;
    this.decimals = this.digits;
    return roundedProduct(magnitude, this.digits);
  }

  private scaleGeneral(magnitude: number): number {
    const { digits } = this;
    if (digits > maxFastDigits || !(magnitude >= 1e-4 && magnitude < powersOfTen[digits])) return -1;
    let decimals = digits - 1;
    if (magnitude >= 1) while (magnitude >= powersOfTen[digits - decimals]) decimals--;
    else
      for (let power = 0.1; ; power = power === 0.1 ? 0.01 : power === 0.01 ? 0.001 : 1e-4) {
        decimals++;
        if (magnitude >= power) break;
      }
    let scaled = roundedProduct(magnitude, decimals);
    // Rounding up may have made a digit more.
    if (scaled < powersOfTen[digits - 1] || scaled >= powersOfTen[digits]) return -1;
    while (decimals > 0 && scaled % 10 === 0) {
      scaled /= 10;
      decimals--;
    }
    this.decimals = decimals;
    return scaled;
  }

  format(value: number): string {
    if (Number.isNaN(value)) return "nan";
    const magnitude = Math.abs(value);
    const sign = value < 0 || Object.is(value, -0) ? "-" : "";
    if (magnitude === Number.POSITIVE_INFINITY) return `${sign}inf`;
    return (
      sign + (this.isGeneral ? formatGeneral(magnitude, this.digits) : formatFixed(magnitude, this.digits))
    );
  }
}

/** `magnitude · 10^decimals`, rounded to an integer; -1 where that is too close to a tie to be sure. */
function roundedProduct(magnitude: number, decimals: number): number {
  const product = magnitude * powersOfTen[decimals];
  if (!(product < powersOfTen[maxFastDigits])) return -1;
  const floor = Math.floor(product);
  const rest = product - floor;
  if (Math.abs(rest - 0.5) <= product * productError) return -1;
  return rest > 0.5 ? floor + 1 : floor;
}

function formatFixed(magnitude: number, decimals: number): string {
  if (magnitude >= fixedLimit) {
    const whole = BigInt(magnitude).toString();
    return decimals === 0 ? whole : `${whole}.${"0".repeat(decimals)}`;
  }
  const text = magnitude.toFixed(decimals);
  return isTie(magnitude, decimals) ? toEven(text) : text;
}

function formatGeneral(magnitude: number, digits: number): string {
  let [significand, exponentText] = magnitude.toExponential(digits - 1).split("e");
  const exponent = Number(exponentText);
  if (isTie(magnitude, digits - 1 - exponent)) significand = toEven(significand);
  if (exponent < -4 || exponent >= digits) {
    const power = String(Math.abs(exponent)).padStart(2, "0");
    return `${withoutTrailingZeros(significand)}e${exponent < 0 ? "-" : "+"}${power}`;
  }
  const plain = significand.replace(".", "");
  if (exponent < 0) return withoutTrailingZeros(`0.${"0".repeat(-exponent - 1)}${plain}`);
  return withoutTrailingZeros(`${plain.slice(0, exponent + 1)}.${plain.slice(exponent + 1)}`);
}

function withoutTrailingZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0*$/, "") : text;
}

/**
 * Whether a double lies exactly between two decimals of so many places. Its binary fraction is as long as its decimal
 * one, so it must be an odd multiple of `2^-(decimals + 1)`, or, left of the point, of half of a power of ten.
 */
function isTie(magnitude: number, decimals: number): boolean {
  if (decimals < 0) {
    if (!Number.isInteger(magnitude)) return false;
    const unit = 10n ** BigInt(-decimals);
    return BigInt(magnitude) % unit === unit / 2n;
  }
  const scaled = magnitude * 2 ** (decimals + 1);
  return Number.isInteger(scaled) && scaled % 2 === 1;
}

/** JavaScript rounds ties up; where that made the last digit odd, the even one is one less. */
function toEven(text: string): string {
  const last = Number(text.at(-1));
  return last % 2 === 1 ? `${text.slice(0, -1)}${last - 1}` : text;
}
