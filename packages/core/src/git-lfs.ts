import { closeSync, openSync, readSync } from "node:fs";

const pointerStart = "version https://git-lfs.github.com/spec/";

/** What to do about a pointer, for an error's `hint`. */
export const gitLfsHint = "Run `git lfs pull` in the repository that the file comes from.";

/** True when `text` begins as the few lines that Git leaves in place of a file that it keeps in Large File Storage. */
export function isGitLfsPointerText(text: string): boolean {
  return text.startsWith(pointerStart);
}

/**
 * The same for a file.
 * @throws Error of the system when the file cannot be read
 */
export function isGitLfsPointer(path: string): boolean {
  const start = Buffer.alloc(pointerStart.length);
  const file = openSync(path, "r");
  try {
    return readSync(file, start) === start.length && start.toString("latin1") === pointerStart;
  } finally {
    closeSync(file);
  }
}
