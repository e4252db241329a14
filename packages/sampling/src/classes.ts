/** What rows can be stratified or grouped by. */
export type Label = string | number | boolean | bigint;

export interface Classes {
  /** How many distinct labels there are. */
  readonly count: number;
  /** For every row, the rank of its label among the sorted distinct labels. */
  readonly ranks: Uint32Array;
  /** How many rows have each label. */
  readonly sizes: Uint32Array;
}

/** Python orders text by code point; JavaScript orders it by UTF-16 unit, which differs beyond U+FFFF. */
function compareText(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    const leftIsSurrogate = left >= 0xd800 && left <= 0xdfff;
    const rightIsSurrogate = right >= 0xd800 && right <= 0xdfff;
    if (leftIsSurrogate !== rightIsSurrogate) return leftIsSurrogate ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}

function compareLabels(a: Label, b: Label): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Ranks labels as `np.unique` orders them: numbers by value, false before true, text by code point.
 *
 * @param name - what the labels are called in messages.
 * @throws TypeError when labels are missing or of several types.
 */
export function classesOf(labels: ArrayLike<Label>, name: string): Classes {
  const provisional = new Map<Label, number>();
  const distinct: Label[] = [];
  const ranks = new Uint32Array(labels.length);
  const type = typeof labels[0];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label === null || label === undefined || (typeof label === "number" && Number.isNaN(label))) {
      throw new TypeError(`${name}[${i}] is missing. Every row needs a label.`);
    }
    if (typeof label !== type) {
      throw new TypeError(
        `${name}[${i}] is a ${typeof label} but ${name}[0] is a ${type}. Use one type of label.`,
      );
    }
    let number = provisional.get(label);
    if (number === undefined) {
      number = distinct.length;
      provisional.set(label, number);
      distinct.push(label);
    }
    ranks[i] = number;
  }
  const order = Array.from(distinct.keys()).sort((a, b) => compareLabels(distinct[a], distinct[b]));
  const rankOf = new Uint32Array(distinct.length);
  for (const [rank, number] of order.entries()) rankOf[number] = rank;
  const sizes = new Uint32Array(distinct.length);
  for (let i = 0; i < ranks.length; i++) {
    const rank = rankOf[ranks[i]];
    ranks[i] = rank;
    sizes[rank]++;
  }
  return { count: distinct.length, ranks, sizes };
}

/** The rows of each class, ascending. */
export function rowsByClass({ ranks, sizes }: Classes): Uint32Array[] {
  const rows = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(sizes.length);
  for (let row = 0; row < ranks.length; row++) {
    const rank = ranks[row];
    rows[rank][filled[rank]++] = row;
  }
  return rows;
}
