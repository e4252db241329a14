import { printableLine } from "@mlebench/core";

/** Mean width of a letter of a sans serif font, in ems; letters of East Asia take 1. */
const letterWidth = 0.6;
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u;

/** Width of a text, about: exact widths depend on the reader's fonts. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) ems += wide.test(letter) ? 1 : letterWidth;
  return ems * size;
}

/** The text on one line, cut where it would be wider. */
export function shorten(text: string, size: number, maxWidth: number): string {
  // No width holds more: a name of a million letters is not measured.
  const line = printableLine(text.slice(0, 2000).replace(/\s+/g, " ").trim());
  const letters = Array.from(line);
  if (text.length <= 2000 && textWidth(line, size) <= maxWidth) return line;
  let used = textWidth("…", size);
  let shown = "";
  for (const letter of letters) {
    used += textWidth(letter, size);
    if (used > maxWidth) return `${shown}…`;
    shown += letter;
  }
  return shown;
}

/** Lines of at most that width, broken between words; the last is cut if there would be more than `maxLines`. */
export function wrap(text: string, size: number, maxWidth: number, maxLines = 2): string[] {
  const words = text.slice(0, 2000).trim().split(/\s+/);
  const lines: string[] = [];
  let line = "";
  for (const [index, word] of words.entries()) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || textWidth(longer, size) <= maxWidth) line = longer;
    else if (lines.length === maxLines - 1)
      return [...lines, shorten([line, ...words.slice(index)].join(" "), size, maxWidth)];
    else {
      lines.push(shorten(line, size, maxWidth));
      line = word;
    }
  }
  return [...lines, shorten(line, size, maxWidth)];
}

/** A coordinate: hundredths of a unit are enough. */
export const n = (value: number): string => String(Number(value.toFixed(2)));

/** A number for people: five significant digits at most. */
export function readable(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(5)));
}
