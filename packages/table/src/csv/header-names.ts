/**
 * Column names from a header line as pandas makes them: an empty name becomes `Unnamed: <position>`, a repeated one
 * gets `.1`, `.2`, … skipping names that are taken.
 */
export function headerNames(cells: readonly string[]): string[] {
  const names = cells.map((text, index) => (text === "" ? `Unnamed: ${index}` : text));
  if (new Set(names).size === names.length) return names;
  const unnamed = new Set(cells.flatMap((text, index) => (text === "" ? [index] : [])));
  const counts = new Map<string, number>();
  /** How many columns have a name at the moment. */
  const taken = new Map<string, number>();
  for (const name of names) taken.set(name, (taken.get(name) ?? 0) + 1);
  // Named columns come first, so that a written-out "Unnamed: 0" keeps its name.
  const order = [...names.keys()].filter((i) => !unnamed.has(i)).concat([...unnamed]);
  for (const index of order) {
    const original = names[index];
    let name = original;
    let count = counts.get(name) ?? 0;
    if (count > 0) {
      while (count > 0) {
        counts.set(original, count + 1);
        name = `${original}.${count}`;
        count = (taken.get(name) ?? 0) > 0 ? count + 1 : (counts.get(name) ?? 0);
      }
    }
    names[index] = name;
    taken.set(original, (taken.get(original) as number) - 1);
    taken.set(name, (taken.get(name) ?? 0) + 1);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return names;
}
