import { readdirSync } from "node:fs";
import { describeNames } from "@mlebench/core";

/** A name as seen by file systems that distinguish neither case nor Unicode normalization forms. */
export const foldedName = (name: string): string => name.normalize("NFC").toLowerCase();

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
