import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What is imported from a checkout of the reference, and its name there. */
export const referenceFiles = {
  leaderboard: { name: "leaderboard.csv", original: "leaderboard.csv" },
  description: { name: "description.md", original: "description.md" },
  obfuscatedDescription: { name: "description.obfuscated.md", original: "description_obfuscated.md" },
} as const;

export type ReferenceFile = keyof typeof referenceFiles;

/** Where an imported file is, below a competition's directory `home`. */
export function importedFile(home: string, file: ReferenceFile): string {
  return join(home, "reference", referenceFiles[file].name);
}

/** True when `text` is one of the imported descriptions. */
export function isReferenceDescription(home: string, text: string): boolean {
  return (["description", "obfuscatedDescription"] as const).some((file) => {
    try {
      return readFileSync(importedFile(home, file), "utf8") === text;
    } catch {
      return false;
    }
  });
}
