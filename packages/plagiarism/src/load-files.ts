import { createHash } from "node:crypto";
import { type Dirent, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { TokenizedFile } from "@dodona/dolos-core";
import { quoteName, quotePath } from "@mlebench/core";
import { describeSystemError } from "@mlebench/disk";
import { codePointOrder } from "./code-point-order.js";
import { loadPythonParser } from "./python-parser.js";
import { readSource } from "./read-source.js";
import { parseSyntaxNodes } from "./syntax-nodes.js";
import { cachedNodes } from "./token-cache.js";
import { tokenizedFile } from "./tokenized-file.js";

export interface LoadedFiles {
  files: TokenizedFile[];
  /** How many files were left out because an earlier one has the same contents. */
  duplicates: number;
  /** A sentence for each file that could not be read. */
  problems: string[];
}

/** Reads and tokenizes scripts and notebooks. A file that cannot be read is a problem and stops nothing. */
export async function loadFiles(
  paths: readonly string[],
  options: { cacheDirectory?: string; firstId?: number; dropDuplicates?: boolean } = {},
): Promise<LoadedFiles> {
  const parser = await loadPythonParser();
  const loaded: LoadedFiles = { files: [], duplicates: 0, problems: [] };
  const seen = new Set<string>();
  let id = options.firstId ?? 0;
  for (const path of paths) {
    const source = readSource(path);
    if ("problem" in source) {
      loaded.problems.push(`Cannot compare ${quotePath(path)}: ${source.problem}.`);
      continue;
    }
    const digest = createHash("sha256").update(source.text).digest("base64");
    if (options.dropDuplicates && seen.has(digest)) {
      loaded.duplicates += 1;
      continue;
    }
    seen.add(digest);
    try {
      const nodes = cachedNodes(options.cacheDirectory, source.text, (text) =>
        parseSyntaxNodes(parser, text),
      );
      loaded.files.push(tokenizedFile(path, source.text, nodes, id++));
    } catch (error) {
      loaded.problems.push(`Cannot compare ${quotePath(path)}: ${(error as Error).message}.`);
    }
  }
  return loaded;
}

/**
 * Paths of a competition's notebooks, sorted.
 * @param directories each with `ID/*.py`, as `--kernels` takes them, or `ID/kernels/*.py`, as in a data directory and in
 * a checkout of the Python reference
 * @returns a sentence if there are none
 */
export function notebookPaths(directories: readonly string[], competitionId: string): string[] | string {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(competitionId))
    return `Invalid competition ID ${quoteName(competitionId)}.`;
  for (const directory of directories) {
    for (const place of [join(directory, competitionId, "kernels"), join(directory, competitionId)]) {
      const found = scriptsIn(place);
      if (typeof found === "string" || found.length > 0) return found;
    }
  }
  const places = directories.map((directory) => quotePath(join(directory, competitionId))).join(" or ");
  return `Notebooks not found in ${places}. Download them with \`mlebench kernels download -c ${competitionId}\`.`;
}

function scriptsIn(directory: string): string[] | string {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    return `Cannot read the notebooks in ${quotePath(directory)}: ${describeSystemError(error)?.what ?? code}.`;
  }
  return entries
    .filter((entry) => !entry.isDirectory() && /\.(py|ipynb)$/i.test(entry.name))
    .map(({ name }) => resolve(directory, name))
    .sort(codePointOrder);
}
