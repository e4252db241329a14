import { readdirSync } from "node:fs";

/** A name as file systems that tell neither case nor Unicode forms apart see it. */
export const foldedName = (name: string): string => name.normalize("NFC").toLowerCase();

const mostListed = 8;

/** What a directory holds, for a message: `a`, `b`, and 3 more. */
export function describeEntries(directory: string): string {
  let names: string[];
  try {
    names = readdirSync(directory, { withFileTypes: true })
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  } catch {
    return "nothing that can be read";
  }
  return describeNames(names);
}

/** At most eight names, and how many more there are. */
export function describeNames(names: readonly string[]): string {
  if (names.length === 0) return "nothing";
  const shown = names.slice(0, mostListed).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")}, and ${rest} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
