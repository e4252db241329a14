import { statSync } from "node:fs";

/** The required part of Node's `Stats`; that type itself would require `@types/node` of every user of these types. */
export interface ExistingStats {
  isFile(): boolean;
  isDirectory(): boolean;
}

/**
 * What is at a path; undefined where nothing can be: nothing is there, a file or a loop of links is above it, or no file
 * system takes such a name.
 * @throws Error of the system, such as a missing permission
 */
export function existingStats(path: string): ExistingStats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (["ENOTDIR", "ELOOP", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"].includes(code ?? "")) return undefined;
    throw error;
  }
}
