import { matchesIgnoringCase } from "./characters.js";

/** True or false for pandas' spellings of them, in any case, else undefined. */
export function parseBoolean(bytes: Uint8Array, start: number, end: number): boolean | undefined {
  const length = end - start;
  if (length === 4 && matchesIgnoringCase(bytes, start, end, "true")) return true;
  if (length === 5 && matchesIgnoringCase(bytes, start, end, "false")) return false;
  return undefined;
}
