import { missingSpellings } from "../numbers/missing-values.js";

/** Modules may read, and write, so many bytes behind the text that they are given. */
export const wasmMargin = 16;

/** Spellings of missing values but for the empty one, eight bytes each. */
export const packedSpellings = Buffer.from(
  missingSpellings
    .filter((text) => text !== "")
    .map((text) => text.padEnd(8, "\0"))
    .join(""),
);
