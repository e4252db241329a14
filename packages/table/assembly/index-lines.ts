// Finding where lines of CSV begin, in AssemblyScript: `pnpm assembly` compiles it into
// src/csv/large/index-lines-wasm.generated.ts. It finds what `line-index.ts` says, which does the same without it.
//
// Memory, from `base()` on, is laid out by `line-indexer.ts`.

export { base } from "./text";

const LF: u32 = 0x0a;
const QUOTE: u32 = 0x22;

/** How many lines were found. */
let count: u32 = 0;

export function lineCount(): u32 {
  return count;
}

/**
 * Writes where complete lines begin, counted from `origin`, as 32-bit integers.
 * @param from start of a line
 * @param limit no byte is there or behind it; sixteen more can be read
 * @param starts so many as `most` have space there
 * @returns the end of the last line that was written
 */
export function indexLines(
  origin: usize,
  from: usize,
  limit: usize,
  separator: u32,
  starts: usize,
  most: u32,
): usize {
  count = 0;
  let line = from;
  let at = from;
  while (at < limit) {
    let found = endsAndQuotes(load<u64>(at));
    let next = at + 8;
    while (found !== 0) {
      const place = at + <usize>(ctz(found) >> 3);
      if (place >= limit) return line;
      found &= found - 1;
      if (load<u8>(place) === LF) {
        if (count === most) return line;
        store<u32>(starts + 4 * <usize>count, <u32>(line - origin));
        count++;
        line = place + 1;
      } else if (place === line || load<u8>(place - 1) === separator) {
        next = afterQuoted(place + 1, limit);
        if (next >= limit) return line;
        break;
      }
    }
    at = next;
  }
  return line;
}

/** After the closing quote, which is one that is not doubled; the limit where the bytes do not show it. */
function afterQuoted(from: usize, limit: usize): usize {
  let at = from;
  while (at < limit) {
    let found = equalTo(load<u64>(at), QUOTE);
    let next = at + 8;
    while (found !== 0) {
      const place = at + <usize>(ctz(found) >> 3);
      if (place + 1 >= limit) return limit;
      if (load<u8>(place + 1) !== QUOTE) return place + 1;
      found &= found - 1;
      // The second one of the two is passed over.
      if (found !== 0) found &= found - 1;
      else if (place + 2 > next) next = place + 2;
    }
    at = next;
  }
  return limit;
}

const everyByte: u64 = 0x0101010101010101;

function endsAndQuotes(bytes: u64): u64 {
  return equalTo(bytes, LF) | equalTo(bytes, QUOTE);
}

/** The highest bit of every byte that has a value. */
function equalTo(bytes: u64, byte: u32): u64 {
  const lower: u64 = everyByte * 0x7f;
  const different = bytes ^ (everyByte * <u64>byte);
  return ~(((different & lower) + lower) | different | lower);
}
