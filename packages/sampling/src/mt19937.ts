/** Words of state in the generator, and words produced by each refill. */
const stateWords = 624;
/** Distance of the middle word in the recurrence. */
const middle = 397;
const upperBit = 0x80000000;
const lowerBits = 0x7fffffff;
const twistMatrix = 0x9908b0df;

/**
 * The Mersenne Twister of Matsumoto and Nishimura (1998), "A 623-dimensionally equidistributed uniform
 * pseudo-random number generator", with the seeding of their 2002 revision.
 */
export interface Mt19937 {
  /** The recurrence's 624 words. */
  readonly key: Uint32Array;
  /** The tempered words of the current block: what callers receive. */
  readonly output: Uint32Array;
  /** Index of the next word of `output`; 624 when the block is used up. */
  position: number;
}

function emptyState(): Mt19937 {
  return { key: new Uint32Array(stateWords), output: new Uint32Array(stateWords), position: stateWords };
}

function fillFromSeed(key: Uint32Array, seed: number): void {
  key[0] = seed;
  for (let i = 1; i < stateWords; i++) {
    const previous = key[i - 1];
    key[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
}

/**
 * A generator seeded with one word (`init_genrand`).
 *
 * @param seed - an integer; its low 32 bits are used.
 */
export function seedMt19937(seed: number): Mt19937 {
  const state = emptyState();
  fillFromSeed(state.key, seed >>> 0);
  return state;
}

/**
 * A generator seeded with many words (`init_by_array`).
 *
 * @param words - at least one; the low 32 bits of each are used.
 * @throws RangeError when `words` is empty.
 */
export function seedMt19937ByArray(words: ArrayLike<number>): Mt19937 {
  if (words.length === 0) throw new RangeError("A seed array is empty. Give it at least one integer.");
  const state = emptyState();
  const { key } = state;
  fillFromSeed(key, 19650218);
  let i = 1;
  const advance = () => {
    i++;
    if (i < stateWords) return;
    key[0] = key[stateWords - 1];
    i = 1;
  };
  let word = 0;
  for (let left = Math.max(stateWords, words.length); left > 0; left--) {
    const previous = key[i - 1];
    key[i] = (key[i] ^ Math.imul(previous ^ (previous >>> 30), 1664525)) + (words[word] >>> 0) + word;
    advance();
    word = word + 1 < words.length ? word + 1 : 0;
  }
  for (let left = stateWords - 1; left > 0; left--) {
    const previous = key[i - 1];
    key[i] = (key[i] ^ Math.imul(previous ^ (previous >>> 30), 1566083941)) - i;
    advance();
  }
  key[0] = upperBit;
  return state;
}

function twist(high: number, low: number, far: number): number {
  const mixed = (high & upperBit) | (low & lowerBits);
  return far ^ (mixed >>> 1) ^ (low & 1 ? twistMatrix : 0);
}

function refill(state: Mt19937): void {
  const { key, output } = state;
  const wrap = stateWords - middle;
  for (let i = 0; i < wrap; i++) key[i] = twist(key[i], key[i + 1], key[i + middle]);
  for (let i = wrap; i < stateWords - 1; i++) key[i] = twist(key[i], key[i + 1], key[i - wrap]);
  key[stateWords - 1] = twist(key[stateWords - 1], key[0], key[middle - 1]);
  // Tempering an entire block at once leaves one array read per draw.
  for (let i = 0; i < stateWords; i++) {
    let word = key[i];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    output[i] = word ^ (word >>> 18);
  }
  state.position = 0;
}

/** The next word: an integer in [0, 2^32). */
export function nextUint32(state: Mt19937): number {
  if (state.position === stateWords) refill(state);
  return state.output[state.position++];
}

/** The next double in [0, 1), from 53 bits of two words. */
export function nextDouble(state: Mt19937): number {
  const high = nextUint32(state) >>> 5;
  const low = nextUint32(state) >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}
