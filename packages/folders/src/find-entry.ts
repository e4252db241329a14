import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { foldedName } from "@mlebench/disk";

interface Listing {
  modified: bigint;
  byFoldedName: Map<string, string[]>;
}

/**
 * A function that gives the path of an entry below `root`: under its own name, else under the only one that differs in
 * nothing but case or Unicode form (macOS takes accents apart). Undefined when there is none.
 */
export function entryFinder(root: string): (name: string) => string | undefined {
  const listings = new Map<string, Listing>();

  const listing = (directory: string): Listing["byFoldedName"] => {
    const found = statSync(directory, { bigint: true, throwIfNoEntry: false });
    if (found?.isDirectory() !== true) return new Map();
    const known = listings.get(directory);
    if (known?.modified === found.mtimeNs) return known.byFoldedName;
    const byFoldedName = new Map<string, string[]>();
    for (const name of readdirSync(directory)) {
      const folded = foldedName(name);
      byFoldedName.set(folded, [...(byFoldedName.get(folded) ?? []), name]);
    }
    listings.set(directory, { modified: found.mtimeNs, byFoldedName });
    return byFoldedName;
  };

  return (name) => {
    const exact = join(root, name);
    if (existsSync(exact)) return exact;
    let path = root;
    for (const part of name.split("/").filter((part) => part !== "" && part !== ".")) {
      const own = join(path, part);
      if (existsSync(own)) {
        path = own;
        continue;
      }
      const alike = listing(path).get(foldedName(part)) ?? [];
      if (alike.length !== 1) return undefined;
      path = join(path, alike[0]);
    }
    return path;
  };
}
