// What both modules know of text, in AssemblyScript.

const LF: u32 = 0x0a;
const QUOTE: u32 = 0x22;

/** Where memory is free. */
export function base(): usize {
  return (__heap_base + 7) & ~7;
}

/** Spellings of missing values, eight bytes each. */
let spellings: usize = 0;
let spellingsEnd: usize = 0;

export function setSpellings(from: usize, to: usize): void {
  spellings = from;
  spellingsEnd = to;
}

/** For text without a NUL, and not for an empty one. Eight bytes can be read wherever it begins. */
export function isMissingSpelling(start: usize, length: usize): bool {
  if (length > 8) return false;
  const text = load<u64>(start) & (<u64>-1 >> (64 - 8 * <u64>length));
  for (let at = spellings; at < spellingsEnd; at += 8) if (load<u64>(at) === text) return true;
  return false;
}

/** Whether the quoted cell that was read last needs its quotes. */
export let needsQuotes: bool = false;

/** Where the quote is that closes a cell; at least the limit where there is none. Eight more bytes can be read. */
export function closingQuote(from: usize, limit: usize, separator: u32): usize {
  let at = from;
  needsQuotes = false;
  while (at < limit) {
    // Once that is known, only quotes matter.
    if (needsQuotes) at = findQuote(at, limit);
    const byte: u32 = load<u8>(at);
    if (byte === QUOTE) {
      if (load<u8>(at + 1) !== QUOTE || at + 1 >= limit) break;
      needsQuotes = true;
      at++;
    } else if (byte === separator || byte === LF) needsQuotes = true;
    at++;
  }
  return at;
}

/** Where a quote is next, or at least the limit. */
function findQuote(from: usize, limit: usize): usize {
  let at = from;
  while (at < limit) {
    const different = load<u64>(at) ^ 0x2222222222222222;
    const found = (different - 0x0101010101010101) & ~different & 0x8080808080808080;
    if (found !== 0) return at + <usize>(ctz(found) >> 3);
    at += 8;
  }
  return limit;
}
