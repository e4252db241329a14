/**
 * Column names from a header line as pandas makes them: an empty name becomes `Unnamed: <position>`, a repeated one
 * gets `.1`, `.2`, … skipping names that are taken.
 */
export function headerNames(cells: readonly string[]): string[] {
  const names = cells.map((text, index) => (text === "" ? `Unnamed: ${index}` : text));
  const unnamed = new Set(cells.flatMap((text, index) => (text === "" ? [index] : [])));
  const counts = new Map<string, number>();
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
        count = names.includes(name) ? count + 1 : (counts.get(name) ?? 0);
      }
    }
    names[index] = name;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return names;
}
