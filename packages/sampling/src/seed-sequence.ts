/** NumPy's `SeedSequence`: hashes seeds of any length into as many well-mixed words as a generator needs. */
const poolSize = 4;

function shiftMix(value: number): number {
  return (value ^ (value >>> 16)) >>> 0;
}

/** A hash with a multiplier that changes with every hashed value. */
function createHash(initial: number, multiplier: number): (value: number) => number {
  let constant = initial;
  return (value) => {
    const mixed = value ^ constant;
    constant = Math.imul(constant, multiplier);
    return shiftMix(Math.imul(mixed, constant));
  };
}

function combine(x: number, y: number): number {
  return shiftMix(Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y));
}

/** The 32-bit words of a natural number, lowest first; zero has one word. */
export function wordsOf(value: bigint): number[] {
  const words: number[] = [];
  for (let left = value; left > 0n; left >>= 32n) words.push(Number(left & 0xffffffffn));
  return words.length > 0 ? words : [0];
}

/**
 * `SeedSequence(entropy).generate_state(count)`.
 *
 * @param entropy - 32-bit words.
 * @param count - how many 32-bit words to make.
 */
export function generateSeedWords(entropy: readonly number[], count: number): Uint32Array {
  const hash = createHash(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: poolSize }, (_, i) => hash(entropy[i] ?? 0));
  for (let source = 0; source < poolSize; source++) {
    for (let target = 0; target < poolSize; target++) {
      if (source !== target) pool[target] = combine(pool[target], hash(pool[source]));
    }
  }
  for (const word of entropy.slice(poolSize)) {
    for (let target = 0; target < poolSize; target++) pool[target] = combine(pool[target], hash(word));
  }
  const finish = createHash(0x8b51f9dd, 0x58f38ded);
  return Uint32Array.from({ length: count }, (_, i) => finish(pool[i % poolSize]));
}
