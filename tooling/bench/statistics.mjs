// Medians and spreads of measurements, and ratios pair by pair.

/**
 * The figures of a run that are compared: seconds of wall time, seconds of CPU time of all processes, bytes of memory at
 * the peak.
 */
export const figures = ["wall", "cpu", "memory"];

/** Median, minimum, and maximum; undefined without values. */
export function spread(values) {
  const known = values.filter((value) => value !== undefined && Number.isFinite(value));
  if (known.length === 0) return undefined;
  const ascending = known.toSorted((a, b) => a - b);
  const middle = ascending.length >> 1;
  const median =
    ascending.length % 2 === 1 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
  return { median, min: ascending[0], max: ascending[ascending.length - 1], values: known };
}

/** The spread of every figure over runs of one program. */
export function summarize(runs) {
  const entries = figures.map((figure) => [figure, spread(runs.map((run) => run[figure]))]);
  return Object.fromEntries(entries.filter(([, found]) => found !== undefined));
}

/**
 * Ratios of runs that were made in turn: the first of one side to the first of the other, and so on, so that whatever
 * else the machine did meets both.
 */
export function pairRatios(ours, theirs) {
  const rounds = Math.min(ours.length, theirs.length);
  const entries = figures.map((figure) => {
    const ratios = Array.from({ length: rounds }, (_, i) =>
      theirs[i][figure] > 0 ? ours[i][figure] / theirs[i][figure] : undefined,
    );
    return [figure, spread(ratios)];
  });
  return Object.fromEntries(entries.filter(([, found]) => found !== undefined));
}

/**
 * Memory of each item more: what a large workload needs beyond a small one, by the items it has beyond it.
 * @returns bytes per item
 */
export function bytesPerItem(large, small) {
  return (large.bytes - small.bytes) / (large.items - small.items);
}
