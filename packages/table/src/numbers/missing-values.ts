/** pandas' default spellings of a missing value, `pandas._libs.parsers.STR_NA_VALUES`. */
export const missingSpellings = [
  "",
  "#N/A",
  "#N/A N/A",
  "#NA",
  "-1.#IND",
  "-1.#QNAN",
  "-NaN",
  "-nan",
  "1.#IND",
  "1.#QNAN",
  "<NA>",
  "N/A",
  "NA",
  "NULL",
  "NaN",
  "None",
  "n/a",
  "nan",
  "null",
];

/** Characters of the longest spelling. */
const longestMissing = Math.max(...missingSpellings.map((text) => text.length));

/** First byte → spellings (as bytes) that begin with it. */
const missingByFirstByte: (readonly Uint8Array[] | undefined)[] = [];
for (const text of missingSpellings) {
  if (text === "") continue;
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  missingByFirstByte[bytes[0]] = [...(missingByFirstByte[bytes[0]] ?? []), bytes];
}

/** True when the bytes spell a missing value. No trimming: `" NA"` is text. */
export function isMissingSpelling(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return true;
  if (length > longestMissing) return false;
  const candidates = missingByFirstByte[bytes[start]];
  if (candidates === undefined) return false;
  candidate: for (const spelling of candidates) {
    if (spelling.length !== length) continue;
    for (let i = 1; i < length; i++) if (bytes[start + i] !== spelling[i]) continue candidate;
    return true;
  }
  return false;
}
