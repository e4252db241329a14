import { matches } from "./characters.js";
import { type FloatFormat, FloatFormatter } from "./float-format.js";

const formatters = new Map<FloatFormat, FloatFormatter>();

/**
 * A double in a C format, or without one as Python prints it (`repr`): the shortest digits that read back the same, an exponent below 1e-4 and
 * from 1e16, `.0` on integers, `inf`, `-inf`, `nan`.
 */
export function formatFloat(value: number, format?: FloatFormat): string {
  if (format !== undefined) return formatterOf(format).format(value);
  if (Number.isInteger(value)) {
    if (Object.is(value, -0)) return "-0.0";
    if (value > -1e16 && value < 1e16) return `${value}.0`;
  } else if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  } else {
    const magnitude = Math.abs(value);
    if (magnitude >= 1e-4) return String(value);
  }
  const [digits, exponent] = value.toExponential().split("e");
  const power = Number(exponent);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function formatterOf(format: FloatFormat): FloatFormatter {
  const known = formatters.get(format) ?? new FloatFormatter(format);
  formatters.set(format, known);
  return known;
}

/** True when Python prints a double with just these bytes. */
export function formatsAs(value: number, bytes: Uint8Array, start: number, end: number): boolean {
  return matches(bytes, start, end, formatFloat(value));
}
