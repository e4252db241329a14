import type { RandomState } from "@mlebench/sampling";

/**
 * Changes labels at random places so that each class occurs at least so often there. Call it with the rows that become
 * the test set: a metric needs all classes in it, for every seed and size.
 * @param options.among positions that count; all when omitted
 * @param options.atLeast rows per class. @default 1
 * @returns a copy
 * @throws RangeError if there are fewer positions than `classes.length * atLeast`
 */
export function withEachClass<T>(
  random: Pick<RandomState, "permutation">,
  labels: readonly T[],
  classes: readonly T[],
  { among, atLeast = 1 }: { among?: ArrayLike<number>; atLeast?: number } = {},
): T[] {
  const places = Array.from(among ?? labels.keys());
  const needed = classes.length * atLeast;
  if (places.length < needed) {
    throw new RangeError(
      `${places.length} rows cannot hold ${classes.length} classes ${atLeast} times each.`,
    );
  }
  const changed = [...labels];
  random
    .permutation(places.length)
    .slice(0, needed)
    .forEach((place, i) => {
      changed[places[place]] = classes[i % classes.length];
    });
  return changed;
}
