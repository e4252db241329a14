// Snappy's compressor, in AssemblyScript: `pnpm assembly` compiles it into src/parquet/snappy-wasm.generated.ts.
// The format is in https://github.com/google/snappy/blob/main/format_description.txt. Which matches are found is not
// part of the format. Here they are those of hyparquet-writer 0.17, so that files keep their bytes.
//
// Memory: the table of positions, then the input, then the output.

/** Entries of the table: log2. */
const maxTableBits: u32 = 14;
/** Where the input begins. */
const input: usize = 4 << maxTableBits;
/** Neither a match nor a search begins in the last bytes of the input. */
const margin: usize = 15;
const maxDistance: usize = 65535;

// What a piece of the output begins with, in its lowest two bits.
const literalTag: u32 = 0;
const nearCopyTag: u32 = 1;
const copyTag: u32 = 2;

/** Where the next byte of the output goes. */
let next: usize = 0;
/** 32 less log2 of the entries in use. */
let shift: u32 = 0;

export function inputStart(): usize {
  return input;
}

/** Compresses the `length` bytes at `inputStart()` to `output`, and returns the length of the result. */
export function compress(length: usize, output: usize): usize {
  next = output;
  writeVarint(<u32>length);
  const tableBits = min<u32>(maxTableBits, 31 - <u32>clz<u32>(<u32>length | 1));
  shift = 32 - tableBits;
  memory.fill(0, 0, (<usize>4) << tableBits);
  const end = input + length;
  const written = length <= margin ? input : compressMatches(end);
  if (written < end) writeLiteral(written, end - written);
  return next - output;
}

/** Everything up to the last match. Returns where that ends. */
function compressMatches(end: usize): usize {
  const limit = end - margin;
  let written = input;
  let at = input + 1;
  while (true) {
    // Search: in steps that grow by one every 32 attempts, so that data without matches passes quickly.
    let attempts: usize = 32;
    let word = load<u32>(at);
    let candidate = replaceEntry(word, at);
    while (at - candidate > maxDistance || load<u32>(candidate) !== word) {
      at += attempts++ >>> 5;
      if (at > limit) return written;
      word = load<u32>(at);
      candidate = replaceEntry(word, at);
    }
    writeLiteral(written, at - written);

    // Matches that follow each other.
    do {
      const distance = at - candidate;
      const matchEnd = endOfMatch(at + 4, distance, end);
      writeCopy(distance, <u32>(matchEnd - at));
      at = matchEnd;
      written = at;
      if (at >= limit) return written;
      const words = load<u64>(at - 1);
      replaceEntry(<u32>words, at - 1);
      word = <u32>(words >>> 8);
      candidate = replaceEntry(word, at);
    } while (at - candidate <= maxDistance && load<u32>(candidate) === word);
    at++;
    if (at > limit) return written;
  }
}

/** Where the four bytes `word` were seen last, or other bytes with the same hash; from now on at `position`. */
function replaceEntry(word: u32, position: usize): usize {
  const entry = (<usize>((word * 0x1e35a7bd) >>> shift)) << 2;
  const previous = load<u32>(entry);
  store<u32>(entry, <u32>(position - input));
  return input + previous;
}

/** Where the bytes from `at` on cease to be those `distance` before them. */
function endOfMatch(at: usize, distance: usize, end: usize): usize {
  while (at + 8 <= end) {
    const difference = load<u64>(at) ^ load<u64>(at - distance);
    if (difference !== 0) return at + <usize>(ctz(difference) >>> 3);
    at += 8;
  }
  while (at < end && load<u8>(at) === load<u8>(at - distance)) at++;
  return at;
}

function writeVarint(value: u32): void {
  for (; value > 127; value >>>= 7) writeByte(value | 128);
  writeByte(value);
}

function writeByte(byte: u32): void {
  store<u8>(next++, byte);
}

function writeLiteral(from: usize, length: usize): void {
  const last = <u32>length - 1;
  if (last < 60) {
    writeByte(literalTag | (last << 2));
  } else {
    const bytes: u32 = last < 0x100 ? 1 : last < 0x10000 ? 2 : last < 0x1000000 ? 3 : 4;
    writeByte(literalTag | ((59 + bytes) << 2));
    store<u32>(next, last);
    next += bytes;
  }
  if (length <= 16) {
    // Most literals are short. What is written behind them is written again, or is behind the output.
    store<u64>(next, load<u64>(from));
    store<u64>(next + 8, load<u64>(from + 8));
  } else {
    memory.copy(next, from, length);
  }
  next += length;
}

/** A copy has 64 bytes at most, and 4 at least. */
function writeCopy(distance: usize, length: u32): void {
  for (; length >= 68; length -= 64) writeLongCopy(<u32>distance, 64);
  if (length > 64) {
    writeLongCopy(<u32>distance, 60);
    length -= 60;
  }
  if (length < 12 && distance < 2048) {
    writeByte(nearCopyTag | ((length - 4) << 2) | ((<u32>distance >>> 8) << 5));
    writeByte(<u32>distance);
  } else {
    writeLongCopy(<u32>distance, length);
  }
}

function writeLongCopy(distance: u32, length: u32): void {
  writeByte(copyTag | ((length - 1) << 2));
  store<u16>(next, distance);
  next += 2;
}
