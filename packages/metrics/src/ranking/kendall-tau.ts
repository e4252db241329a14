import { assertSameLength, MetricInputError } from "../errors.js";

/**
 * Kendall's τ of predicted orders, pooled over all rows, in [−1, 1]: 1 − 4 Σ swaps / Σ n (n − 1), where swaps are the
 * adjacent exchanges that turn a predicted order into the true one.
 * @param yTrue the items of each row, in order
 * @param yPred the same items in the predicted order
 * @throws MetricInputError for unlike lengths, an item that the true order lacks, and when no row has two items
 */
export function kendallTauOfOrders(
  yTrue: readonly (readonly string[])[],
  yPred: readonly (readonly string[])[],
): number {
  assertSameLength(yTrue.length, yPred.length);
  let inversions = 0;
  let pairs = 0;
  for (let row = 0; row < yTrue.length; row++) {
    inversions += countInversions(ranksIn(yTrue[row], yPred[row], row));
    pairs += yTrue[row].length * (yTrue[row].length - 1);
  }
  if (pairs === 0) throw new MetricInputError("No items to order", "yTrue", { expected: "two in a row" });
  return 1 - (4 * inversions) / pairs;
}

/** Where the true order first has each predicted item. */
function ranksIn(order: readonly string[], predicted: readonly string[], row: number): Uint32Array {
  const positions = new Map<string, number>();
  for (let i = order.length - 1; i >= 0; i--) positions.set(order[i], i);
  return Uint32Array.from(predicted, (item) => {
    const position = positions.get(item);
    if (position === undefined) {
      throw new MetricInputError("Unknown item", "yPred", { row, expected: "the items of this row" });
    }
    return position;
  });
}

/** Pairs in which the greater rank comes first, counted while merging; sorts `ranks`. */
export function countInversions(ranks: Uint32Array): number {
  const length = ranks.length;
  let from = ranks;
  let to = new Uint32Array(length);
  let inversions = 0;
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length);
      const end = Math.min(start + 2 * width, length);
      let left = start;
      let right = middle;
      for (let k = start; k < end; k++) {
        if (left < middle && (right >= end || from[left] <= from[right])) {
          to[k] = from[left++];
          continue;
        }
        to[k] = from[right++];
        inversions += middle - left;
      }
    }
    [from, to] = [to, from as Uint32Array<ArrayBuffer>];
  }
  return inversions;
}
