import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Files imported from an openai/mle-bench checkout, and their names there. */
export const referenceFiles = {
  leaderboard: { name: "leaderboard.csv", original: "leaderboard.csv" },
  description: { name: "description.md", original: "description.md" },
  obfuscatedDescription: { name: "description.obfuscated.md", original: "description_obfuscated.md" },
} as const;

export type ReferenceFile = keyof typeof referenceFiles;

/** Path of an imported file below a competition's directory `home`. */
export function importedFile(home: string, file: ReferenceFile): string {
  return join(home, "reference", referenceFiles[file].name);
}

/** Whether `text` is one of the imported descriptions. */
export function isReferenceDescription(home: string, text: string): boolean {
  return (["description", "obfuscatedDescription"] as const).some((file) => {
    try {
      return readFileSync(importedFile(home, file), "utf8") === text;
    } catch {
      return false;
    }
  });
}
