import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a file completely or not at all: a reader sees the old text or the new one. */
export function writeFileAtomically(
  path: string,
  text: string,
  options: { sync?: boolean; mode?: number } = {},
): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, "w", options.mode ?? 0o644);
  try {
    writeFileSync(file, text);
    // Else a machine that loses power may keep the new name without the new text.
    if (options.sync === true) fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(temporary, path);
}

/** Removes what {@link writeFileAtomically} left in a directory when its process was killed. */
export function removeTemporaryFiles(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (/\.\d+\.tmp$/.test(name)) rmSync(join(directory, name), { force: true });
  }
}
