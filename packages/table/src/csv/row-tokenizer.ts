/**
 * Splits one line of CSV into cells as pandas' C parser does: a separator, double quote, doubled quotes, a quote only
 * opens at the start of a cell, text after a closing quote belongs to the cell, LF, CRLF and lone CR end a line.
 */

const TAB = 0x09;
const COMMA = 0x2c;
const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** What stands between the cells of a line. */
export type Separator = "," | "\t";

export function separatorByte(separator: Separator): number {
  return separator === "\t" ? TAB : COMMA;
}

/** How a cell's text is held. */
export const CellForm = {
  /** The range is the text. */
  plain: 0,
  /** The range is the text, but it does not print as it stands: there is a quote inside, or a NUL cut it off. */
  plainWithQuote: 1,
  /** The range is the text between its quotes, none of them doubled; it needs no quotes. */
  needlesslyQuoted: 2,
  /** The range is the text between its quotes, none of them doubled; it has a separator or line feed. */
  quoted: 3,
  /** The range is raw, from the opening quote on, with doubled quotes and properly closed: it prints as it is. */
  escaped: 4,
  /** The range is raw, from the opening quote on, with text after the closing quote. */
  ragged: 5,
} as const;
export type CellForm = (typeof CellForm)[keyof typeof CellForm];

/** The cells of one line; grown as needed and reused from line to line. */
export interface RowCells {
  starts: Uint32Array;
  ends: Uint32Array;
  forms: Uint8Array;
  count: number;
  /** Where the line's text ends: before its terminator. */
  textEnd: number;
  /** Where the next line begins. */
  next: number;
  /** Set when the bytes hold a NUL anywhere: pandas' cells end there, as C strings do. */
  cutAtNul: boolean;
  /** The byte between cells. */
  separator: number;
}

export function newRowCells(separator: Separator, capacity = 64): RowCells {
  return {
    starts: new Uint32Array(capacity),
    ends: new Uint32Array(capacity),
    forms: new Uint8Array(capacity),
    count: 0,
    textEnd: 0,
    next: 0,
    cutAtNul: false,
    separator: separatorByte(separator),
  };
}

function grow(cells: RowCells): void {
  const capacity = cells.starts.length * 2;
  for (const key of ["starts", "ends"] as const) {
    const larger = new Uint32Array(capacity);
    larger.set(cells[key]);
    cells[key] = larger;
  }
  const forms = new Uint8Array(capacity);
  forms.set(cells.forms);
  cells.forms = forms;
}

/** More cells than any line has. */
const all = 2 ** 31 - 1;

/** A line may have so many cells (2^20); every column costs memory of its own, whether anything is in it or not. */
export const mostCells = 2 ** 20;

/** What became of an attempt to read a line. */
export const LineOutcome = {
  complete: 0,
  /** The bytes end inside the line and more are to come. */
  incomplete: 1,
  /** The bytes end inside a quoted cell and no more are to come. */
  unterminatedQuote: 2,
  /** The line has more cells than {@link mostCells}. */
  tooManyCells: 3,
} as const;
export type LineOutcome = (typeof LineOutcome)[keyof typeof LineOutcome];

/** So many bytes within quotes are looked at one by one before the rest of them is searched. */
const nearBytes = 32;

/**
 * Reads the line at `from` into `cells`.
 * @param limit end of the available bytes
 * @param last true when nothing follows `limit`
 * @param wanted stop after this many cells, without a look at where the line ends
 */
export function tokenizeRow(
  bytes: Uint8Array,
  from: number,
  limit: number,
  last: boolean,
  cells: RowCells,
  wanted = all,
): LineOutcome {
  let at = from;
  let count = 0;
  const { separator } = cells;
  let { starts, ends, forms } = cells;
  for (;;) {
    if (count === starts.length) {
      if (count >= mostCells) return LineOutcome.tooManyCells;
      grow(cells);
      ({ starts, ends, forms } = cells);
    }
    let byte = at < limit ? bytes[at] : -1;
    if (byte !== QUOTE) {
      const start = at;
      let form: CellForm = CellForm.plain;
      byte = -1;
      while (at < limit) {
        const next = bytes[at];
        // Letters and digits lie above all that could end a cell.
        if (next <= COMMA) {
          if (next === separator || next === LF || next === CR) {
            byte = next;
            break;
          }
          if (next === QUOTE) form = CellForm.plainWithQuote;
        }
        at++;
      }
      starts[count] = start;
      ends[count] = at;
      forms[count] = form;
      count++;
    } else {
      const open = at;
      let doubled = false;
      let special = false;
      let trailing = false;
      at++;
      for (;;) {
        // Inside quotes until a quote that is not doubled.
        const near = Math.min(limit, at + nearBytes);
        while (at < limit) {
          // All that is still wanted is the quote, which a search finds sooner where it is far.
          if (special && at >= near) {
            const found = bytes.indexOf(QUOTE, at);
            at = found === -1 || found > limit ? limit : found;
            break;
          }
          const next = bytes[at];
          if (next <= COMMA) {
            if (next === QUOTE) break;
            if (next === separator || next === LF) special = true;
          }
          at++;
        }
        if (at >= limit) return last ? LineOutcome.unterminatedQuote : LineOutcome.incomplete;
        at++;
        if (at >= limit && !last) return LineOutcome.incomplete;
        if (at < limit && bytes[at] === QUOTE) {
          doubled = true;
          at++;
          continue;
        }
        break;
      }
      const close = at - 1;
      byte = at < limit ? bytes[at] : -1;
      while (byte !== separator && byte !== LF && byte !== CR && byte !== -1) {
        trailing = true;
        at++;
        byte = at < limit ? bytes[at] : -1;
      }
      const raw = doubled || trailing;
      starts[count] = raw ? open : open + 1;
      ends[count] = raw ? at : close;
      forms[count] = trailing
        ? CellForm.ragged
        : doubled
          ? CellForm.escaped
          : special
            ? CellForm.quoted
            : CellForm.needlesslyQuoted;
      count++;
    }
    if (byte === separator && count < wanted) {
      at++;
      continue;
    }
    if (byte === -1 && !last) return LineOutcome.incomplete;
    cells.count = count;
    if (cells.cutAtNul) cutCells(bytes, cells);
    return endLine(bytes, at, limit, last, cells);
  }
}

/** Moves past the line terminator at `at`, if there is one there. */
function endLine(bytes: Uint8Array, at: number, limit: number, last: boolean, cells: RowCells): LineOutcome {
  const byte = at < limit ? bytes[at] : -1;
  cells.textEnd = at;
  cells.next = at;
  if (byte === LF) cells.next = at + 1;
  else if (byte === CR) {
    if (at + 1 >= limit && !last) return LineOutcome.incomplete;
    cells.next = at + 1 < limit && bytes[at + 1] === LF ? at + 2 : at + 1;
  }
  return LineOutcome.complete;
}

/** Ends every cell at its first NUL. Raw cells are cut when they are unescaped. */
function cutCells(bytes: Uint8Array, { starts, ends, forms, count }: RowCells): void {
  for (let i = 0; i < count; i++) {
    if (forms[i] >= CellForm.escaped) {
      forms[i] = CellForm.ragged;
      continue;
    }
    for (let at = starts[i]; at < ends[i]; at++) {
      if (bytes[at] !== 0) continue;
      ends[i] = at;
      forms[i] = CellForm.plainWithQuote;
    }
  }
}

/**
 * Where the next line with anything on it begins: lines of nothing but spaces and tabs do not count, unless tabs
 * separate cells.
 * @returns `limit` when nothing is left; if that depends on the bytes that follow, the complement (`~`) of where
 * the last line begins that is blank so far
 */
export function skipBlankLines(
  bytes: Uint8Array,
  from: number,
  limit: number,
  last: boolean,
  separator: number,
): number {
  let lineStart = from;
  for (let at = from; ; at++) {
    if (at >= limit) return last ? limit : ~lineStart;
    const byte = bytes[at];
    if (byte === LF) lineStart = at + 1;
    else if (byte === CR) {
      // What follows this one decides how much of it is skipped.
      if (at + 1 === limit && !last) return ~lineStart;
      // pandas swallows one character after a blank line that ends in CR: the LF of a pair, but also a separator.
      if (at + 1 < limit && bytes[at + 1] === separator) at++;
      lineStart = at + 1;
    } else if (byte !== 0x20 && (byte !== TAB || separator === TAB)) return lineStart;
  }
}

/**
 * The bytes of a raw cell (`escaped` or `ragged`) without its quoting, written to `target`.
 * @returns the number of bytes written, at most `end - start`
 */
export function unescapeCell(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let length = 0;
  let at = start + 1;
  while (at < end) {
    const byte = bytes[at++];
    if (byte !== QUOTE) {
      target[length++] = byte;
      continue;
    }
    if (at < end && bytes[at] === QUOTE) {
      target[length++] = QUOTE;
      at++;
      continue;
    }
    // Closed: what follows is taken as it is.
    while (at < end) target[length++] = bytes[at++];
  }
  const nul = target.subarray(0, length).indexOf(0);
  return nul === -1 ? length : nul;
}

/** The text of a cell. */
export function cellText(bytes: Buffer, { starts, ends, forms }: RowCells, cell: number): string {
  const [start, end] = [starts[cell], ends[cell]];
  if (forms[cell] < CellForm.escaped) return bytes.toString("utf8", start, end);
  const target = Buffer.alloc(end - start);
  return target.toString("utf8", 0, unescapeCell(bytes, start, end, target));
}
