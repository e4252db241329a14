// What both modules know of text, in AssemblyScript.

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

/** Where a quote is next, or at least the limit. */
export function findQuote(from: usize, limit: usize): usize {
  let at = from;
  while (at < limit) {
    const different = load<u64>(at) ^ 0x2222222222222222;
    const found = (different - 0x0101010101010101) & ~different & 0x8080808080808080;
    if (found !== 0) return at + <usize>(ctz(found) >> 3);
    at += 8;
  }
  return limit;
}
