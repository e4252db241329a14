import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { decodeText, describeSystemError, formatBytes } from "@mlebench/disk";
import { notebookToScript } from "@mlebench/kaggle/notebook-script";

/** A script, or a notebook as a script, or why it cannot be compared. */
export type Source = { path: string; text: string } | { path: string; problem: string };

/** Larger files are data, and comparing one could take the time of all the others. */
export const maxSourceBytes = 2_000_000;

/** Reads a `.py` file or an `.ipynb` notebook. Never throws: one bad file must not stop the others. */
export function readSource(path: string): Source {
  try {
    const isNotebook = /\.ipynb$/i.test(path);
    const text = readText(path, isNotebook);
    if (typeof text !== "string") return { path, ...text };
    return { path, text: isNotebook ? notebookToScript(text, path) : text };
  } catch (error) {
    const described = describeSystemError(error);
    return { path, problem: described?.what ?? (error as Error).message };
  }
}

function readText(path: string, isNotebook: boolean): string | { problem: string } {
  // A pipe would never end, and blocks even the opening.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { problem: "Not a regular file" };
    // A notebook holds its outputs too.
    const limit = isNotebook ? 50 * maxSourceBytes : maxSourceBytes;
    if (stats.size > limit)
      return { problem: `Too large: ${formatBytes(stats.size)}, limit ${formatBytes(limit)}` };
    // Dolos counts the mark of a script as a character.
    const text = decodeText(readFileSync(descriptor), !isNotebook);
    return text === undefined || text.includes("\0") ? { problem: "Not a text file" } : text;
  } finally {
    closeSync(descriptor);
  }
}
