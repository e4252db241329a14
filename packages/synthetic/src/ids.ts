import type { RandomState } from "@mlebench/sampling";

/** Draws integers from `low` up to but not including `high`, as NumPy's `RandomState.randint`. */
export type DigitSource = Pick<RandomState, "randint">;

/** That many random hexadecimal digits, in lower case. */
export function hexadecimal(random: DigitSource, digits: number): string {
  return Array.from(random.randint(0, 16, digits), (digit) => digit.toString(16)).join("");
}

/**
 * Makes IDs of random hexadecimal digits, all different. Each has a letter other than e, because a column of IDs like
 * 12e4567890 would be read as numbers.
 */
export function hexadecimalIds(random: DigitSource, digits: number): () => string {
  const known = new Set<string>();
  return () => {
    for (;;) {
      const id = hexadecimal(random, digits);
      if (!/[a-df]/.test(id) || known.has(id)) continue;
      known.add(id);
      return id;
    }
  };
}

/** A random UUID of version 4, in lower case. */
export function uuid(random: DigitSource): string {
  const digits = hexadecimal(random, 30);
  const variant = "89ab"[random.randint(0, 4)];
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(12, 15)}`];
  return [...parts, `${variant}${digits.slice(15, 18)}`, digits.slice(18)].join("-");
}

/** Calls `make` until there are `count` different values, in the order in which each came first. */
export function distinct<T>(count: number, make: () => T): T[] {
  const values = new Set<T>();
  while (values.size < count) values.add(make());
  return [...values];
}

/**
 * Ascending integers with gaps between them.
 * @param options.first the smallest that the first one can be. @default 1
 * @param options.maxStep the largest difference between two of them. @default 10
 */
export function numbersWithGaps(
  random: DigitSource,
  count: number,
  { first = 1, maxStep = 10 }: { first?: number; maxStep?: number } = {},
): number[] {
  let last = first - 1;
  return Array.from({ length: count }, () => {
    last += random.randint(1, maxStep + 1);
    return last;
  });
}
