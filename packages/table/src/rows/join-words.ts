/** A key of two words per row, one of each array. */
export interface Words {
  high: Uint32Array;
  low: Uint32Array;
}

/** Keys of so many rows and their table fit into a processor's cache. */
const rowsPerPart = 2 ** 13;
const mostParts = 2 ** 10;

/** Words of a record: the key and the row. */
const recordSize = 3;

/** Records of all rows, part by part. */
interface Parts {
  records: Uint32Array;
  /** The first record of each part, and their number at the end. */
  firsts: Uint32Array;
}

/**
 * Finds the row with the same key in another list of as many keys.
 * @returns for each row of `to` that of `from`; undefined unless the keys of both are the same ones, each there once
 */
export function joinWords(from: Words, to: Words): Uint32Array | undefined {
  const rows = to.high.length;
  let parts = 1;
  while (parts < mostParts && rows > parts * rowsPerPart) parts *= 2;
  const given = partition(from, parts);
  const wanted = partition(to, parts);
  // The keys are the same only if each part has as many on both sides.
  if (given.firsts.some((first, part) => first !== wanted.firsts[part])) return undefined;
  const partners = new Uint32Array(rows);
  let largest = 0;
  for (let part = 0; part < parts; part++)
    largest = Math.max(largest, wanted.firsts[part + 1] - wanted.firsts[part]);
  let slots = 4;
  while (slots < 2 * largest) slots *= 2;
  const table = new Uint32Array(slots);
  for (let part = 0; part < parts; part++) {
    table.fill(0);
    const [first, end] = [wanted.firsts[part], wanted.firsts[part + 1]];
    if (!insertAll(table, wanted.records, first, end)) return undefined;
    if (!findAll(table, wanted.records, given.records, first, end, partners)) return undefined;
  }
  return partners;
}

/** Mixes a key, so that neighbors are far from each other. */
function hashOf(high: number, low: number): number {
  let hash = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ low;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13), 0x9e3779b1);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Sorts rows by the upper bits of their hashes. */
function partition({ high, low }: Words, parts: number): Parts {
  // A shift by 32 would be none.
  const shift = parts === 1 ? 31 : 32 - Math.log2(parts);
  const mask = parts - 1;
  const firsts = new Uint32Array(parts + 1);
  for (let row = 0; row < high.length; row++) firsts[((hashOf(high[row], low[row]) >>> shift) & mask) + 1]++;
  for (let part = 0; part < parts; part++) firsts[part + 1] += firsts[part];
  const next = firsts.slice();
  const records = new Uint32Array(recordSize * high.length);
  for (let row = 0; row < high.length; row++) {
    const at = recordSize * next[(hashOf(high[row], low[row]) >>> shift) & mask]++;
    records[at] = high[row];
    records[at + 1] = low[row];
    records[at + 2] = row;
  }
  return { records, firsts };
}

/** Puts records into an open-addressed table, from 1. @returns false at a key that is there already */
function insertAll(table: Uint32Array, records: Uint32Array, first: number, end: number): boolean {
  const mask = table.length - 1;
  for (let record = first; record < end; record++) {
    const high = records[recordSize * record];
    const low = records[recordSize * record + 1];
    let slot = hashOf(high, low) & mask;
    for (let other = table[slot]; other !== 0; other = table[slot]) {
      const at = recordSize * (other - 1);
      if (records[at] === high && records[at + 1] === low) return false;
      slot = (slot + 1) & mask;
    }
    table[slot] = record + 1;
  }
  return true;
}

/** Finds the records of the other side. @returns false at a key that is not there, or was found before */
function findAll(
  table: Uint32Array,
  records: Uint32Array,
  given: Uint32Array,
  first: number,
  end: number,
  partners: Uint32Array,
): boolean {
  const mask = table.length - 1;
  const isFound = new Uint8Array(end - first);
  for (let record = first; record < end; record++) {
    const high = given[recordSize * record];
    const low = given[recordSize * record + 1];
    let slot = hashOf(high, low) & mask;
    let other = table[slot];
    while (other !== 0) {
      const at = recordSize * (other - 1);
      if (records[at] === high && records[at + 1] === low) break;
      slot = (slot + 1) & mask;
      other = table[slot];
    }
    if (other === 0 || isFound[other - 1 - first] === 1) return false;
    isFound[other - 1 - first] = 1;
    partners[records[recordSize * (other - 1) + 2]] = given[recordSize * record + 2];
  }
  return true;
}
