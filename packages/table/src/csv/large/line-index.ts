const LF = 0x0a;
const QUOTE = 0x22;

/** Where lines begin in a run of bytes; grown as needed. */
export interface LineStarts {
  starts: Uint32Array;
  count: number;
}

export const newLineStarts = (capacity: number): LineStarts => ({
  starts: new Uint32Array(Math.max(16, capacity)),
  count: 0,
});

function add(lines: LineStarts, start: number): void {
  if (lines.count === lines.starts.length) {
    const larger = new Uint32Array(lines.count * 2);
    larger.set(lines.starts);
    lines.starts = larger;
  }
  lines.starts[lines.count++] = start;
}

/**
 * Finds where lines begin, by their line feeds and quotes alone: a line feed within quotes ends none, and a quote
 * opens only at the start of a cell. That a CR outside quotes may end a line is not known here: those who read lines
 * from where they begin find it.
 * @param from start of a line
 * @param lines gets the start of every complete line
 * @returns the end of the last complete line
 */
export function indexLines(bytes: Buffer, from: number, separator: number, lines: LineStarts): number {
  const limit = bytes.length;
  let line = from;
  let at = from;
  let quote = find(bytes, QUOTE, at);
  let feed = find(bytes, LF, at);
  while (feed < limit) {
    if (feed < quote) {
      add(lines, line);
      line = feed + 1;
      at = line;
      feed = find(bytes, LF, at);
      continue;
    }
    if (quote !== line && bytes[quote - 1] !== separator) {
      quote = find(bytes, QUOTE, quote + 1);
      continue;
    }
    at = afterQuoted(bytes, quote + 1);
    if (at >= limit) return line;
    quote = find(bytes, QUOTE, at);
    if (feed < at) feed = find(bytes, LF, at);
  }
  return line;
}

/** So many bytes are looked at one by one; what follows them is found sooner by a search. */
const near = 16;

/** Where a byte is next, or the end. */
function find(bytes: Buffer, wanted: number, from: number): number {
  const end = Math.min(from + near, bytes.length);
  for (let at = from; at < end; at++) if (bytes[at] === wanted) return at;
  const found = bytes.indexOf(wanted, end);
  return found === -1 ? bytes.length : found;
}

/** After the closing quote, which is one that is not doubled; the end where the bytes do not show it. */
function afterQuoted(bytes: Buffer, from: number): number {
  for (let at = find(bytes, QUOTE, from); at + 1 < bytes.length; at = find(bytes, QUOTE, at + 2))
    if (bytes[at + 1] !== QUOTE) return at + 1;
  return bytes.length;
}
