/** What draws whole numbers from `low` up to and without `high`, as NumPy's `RandomState` does. */
export interface DigitSource {
  randint(low: number, high: number, size: number): ArrayLike<number>;
}

/** That many random hexadecimal digits, in lower case. */
export function hexadecimal(random: DigitSource, digits: number): string {
  return Array.from(random.randint(0, 16, digits), (digit) => digit.toString(16)).join("");
}

/**
 * Makes ids of random hexadecimal digits, no two of them alike. Each has a letter other than e, because a column of
 * ids like 12e4567890 would be read as numbers.
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
