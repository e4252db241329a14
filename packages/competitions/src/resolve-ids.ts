import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { didYouMean, isSplit, readSplit, setNames, splitNames, UserError } from "@mlebench/core";
import type { DiscoveryOptions } from "@mlebench/core/plugins";
import { existingStats } from "@mlebench/disk";
import { isPackagePath } from "./find-competition.js";
import { listCompetitions } from "./list-competitions.js";
import { isReferenceCompetition, referenceCompetition } from "./reference-competition.js";

const list = "Run `mlebench list` to see all.";

function readIdFile(file: string, known: ReadonlySet<string>): string[] {
  const lines = readFileSync(file, "utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const id = line.replace(/#.*/, "").trim();
    if (id === "") return [];
    if (known.has(id)) return [id];
    throw new UserError(`Line ${index + 1} names no competition: "${id.slice(0, 100)}"`, {
      file,
      expected: "one competition id per line",
      hint: [didYouMean(id, known), list].filter(Boolean).join(" "),
    });
  });
}

/**
 * Turns what a person selected into competition references, in order and without repeats. Each item is an id,
 * the name of a split, the path of a text file with one id per line (blank lines and `#` comments are skipped),
 * or the path of a competition package, which stays a path for {@link findCompetition}.
 * Ids of a split count as known even when their package is not installed.
 * @throws UserError for an item that is none of these, with near matches; for a line of a file, with its number
 */
export function resolveIds(selection: readonly string[], options: DiscoveryOptions = {}): string[] {
  const { cwd = process.cwd() } = options;
  const known = new Set(listCompetitions(options).map(({ id }) => id));
  for (const split of splitNames()) for (const id of readSplit(split)) known.add(id);

  const expand = (item: string): readonly string[] => {
    if (known.has(item)) return [item];
    if (setNames().includes(item)) return readSplit(item);
    if (isPackagePath(item, cwd)) return [item];
    const file = resolve(cwd, item);
    if (existingStats(file)?.isFile()) return readIdFile(file, known);
    // `low.txt`, where there is no such file.
    if (isSplit(item)) return readSplit(item);
    if (isReferenceCompetition(file)) throw referenceCompetition(file);
    throw new UserError(`Unknown competition, split, or file \`${item}\``, {
      hint: [didYouMean(basename(item, ".txt"), [...known, ...setNames()]), list].filter(Boolean).join(" "),
    });
  };
  return [...new Set(selection.flatMap(expand))];
}
