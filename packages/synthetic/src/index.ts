export { type CsvCell, type CsvLineOptions, csvLine, csvLines } from "./csv.js";
export { defineMiniature, type MiniatureTools } from "./define-miniature.js";
export { createDraws, type Draws, formatMoment } from "./draws.js";
export { type DigitSource, distinct, hexadecimal, hexadecimalIds, numbersWithGaps, uuid } from "./ids.js";
export { withEachClass } from "./labels.js";
export type { LineWriter } from "./line-writer.js";
export { RawWriter, textMember } from "./raw-writer.js";
