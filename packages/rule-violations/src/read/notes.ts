import { isNotReadNote } from "./list-files.js";

/** Notes on what was left out, each once. */
export interface Notes {
  add(text: string): void;
  list(): string[];
}

/** As many notes of a run are kept; an agent can make a million links. */
export const maxNotes = 1000;

/** Keeps the first notes, and counts the others. */
export function createNotes(): Notes {
  const kept = new Set<string>();
  let [more, isIncomplete] = [0, false];
  return {
    add(text) {
      if (kept.has(text)) return;
      if (kept.size < maxNotes) kept.add(text);
      else {
        more++;
        isIncomplete ||= isNotReadNote(text);
      }
    },
    list() {
      if (more === 0) return [...kept];
      return [
        ...kept,
        isIncomplete ? `others: not read completely (${more} more notes)` : `${more} more notes`,
      ];
    },
  };
}
