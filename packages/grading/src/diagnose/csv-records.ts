/** One record of a CSV text. */
export interface CsvRecord {
  cells: string[];
  /** Line of the text on which it begins, counted from 1. */
  line: number;
}

/**
 * The first records of a text, split as pandas splits them, with any character between cells; lines of nothing but
 * white space are skipped. Meant for a few lines that are to be looked at, not for data.
 * @param separator one character, or "spaces" for runs of spaces and tabs
 */
export function firstRecords(text: string, separator: string, most: number): CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length && records.length < most) {
    const record: CsvRecord = { cells: [], line };
    const start = at;
    at = separator === "spaces" ? lineEnd(text, at) : readCells(text, at, separator, record.cells);
    if (separator === "spaces")
      record.cells = text
        .slice(start, at)
        .trim()
        .split(/[ \t]+/);
    if (text.slice(start, at).trim() !== "") records.push(record);
    if (text.startsWith("\r\n", at)) at += 2;
    else if (at < text.length) at++;
    line += text.slice(start, at).split(/\r\n|\n|\r/).length - 1;
  }
  return records;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}

/** @returns where the record ends, before its terminator */
function readCells(text: string, from: number, separator: string, cells: string[]): number {
  let at = from;
  for (;;) {
    let cell = "";
    if (text[at] === '"') {
      at++;
      while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) {
        if (text[at] === '"') at++;
        cell += text[at++];
      }
      at++;
    }
    const start = at;
    while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
    cells.push(cell + text.slice(start, at));
    if (text[at] !== separator) return Math.min(at, text.length);
    at++;
  }
}
