const initialCapacity = 1 << 12;

/**
 * Remembers names by their hashes of 53 bits, in 12 to 24 bytes each whatever their length. Different names that are
 * taken for equal are not to be expected, and equal ones never for different: good for deciding whether a closer look
 * is due.
 */
export class NameSet {
  private slots = new Float64Array(initialCapacity);
  private count = 0;

  /** @returns whether the name was there */
  add(name: string): boolean {
    const hash = hashOf(name);
    const slot = slotOf(this.slots, hash);
    if (this.slots[slot] === hash) return true;
    this.slots[slot] = hash;
    this.count += 1;
    if (2 * this.count > this.slots.length) this.grow();
    return false;
  }

  has(name: string): boolean {
    const hash = hashOf(name);
    return this.slots[slotOf(this.slots, hash)] === hash;
  }

  private grow(): void {
    const larger = new Float64Array(2 * this.slots.length);
    for (const hash of this.slots) if (hash !== 0) larger[slotOf(larger, hash)] = hash;
    this.slots = larger;
  }
}

/** Where the hash is, or could be. */
function slotOf(slots: Float64Array, hash: number): number {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== 0 && slots[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

/** Two rounds of FNV-1a with different primes, mixed as MurmurHash3 does in the end; never 0. */
function hashOf(name: string): number {
  let [low, high] = [0x811c9dc5, 0x27d4eb2f];
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (mixed(high) >>> 11) * 2 ** 32 + (mixed(low) >>> 0) || 1;
}

function mixed(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
