const mostListed = 8;

/** At most eight names, and how many more there are. */
export function describeNames(names: readonly string[]): string {
  if (names.length === 0) return "nothing";
  const shown = names.slice(0, mostListed).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")}, and ${rest} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
