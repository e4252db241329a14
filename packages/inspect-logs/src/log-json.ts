/** Escapes as JSON.stringify writes them; those of half a surrogate pair are in the group. */
const escapes = /\\(?:(ud[89a-f][0-9a-f]{2})|.)/g;

/**
 * JSON that every reader takes: numbers are finite, and half a surrogate pair, which Python's readers refuse, is replaced
 * by U+FFFD.
 */
export function logJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes("\\ud")) return text;
  return text.replace(escapes, (found, half: string | undefined) => (half === undefined ? found : "\\ufffd"));
}

/** A number as JSON can hold it, and as a reader would expect it: `Infinity` by its name. */
export function jsonNumber(value: number | null): number | string | null {
  return value === null || Number.isFinite(value) ? value : String(value);
}
