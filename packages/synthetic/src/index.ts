export { type DigitSource, hexadecimal, hexadecimalIds } from "./hexadecimal.js";
export { createLineWriter, type LineWriter } from "./line-writer.js";
export { writeLines, writeZippedLines } from "./lines.js";
