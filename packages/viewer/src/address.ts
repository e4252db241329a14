/** Which page is meant; what a link holds. Names are raw, as on the disk. */
export type Address =
  | { page: "groups"; from?: number }
  | { page: "runs"; group: string; state?: string; find?: string; from?: number }
  | RunAddress;

/** A page about one run. Paths are relative to the run's directory, with slashes. */
export type RunAddress =
  | { page: "run"; group: string; run: string }
  /** A directory. */
  | { page: "files"; group: string; run: string; path: string }
  /** A part of a file; without `at` the end of a log, and the beginning of any other file. */
  | { page: "file"; group: string; run: string; path: string; at?: number }
  /** Events of a transcript; without `from` the last ones. */
  | { page: "transcript"; group: string; run: string; attempt?: string; from?: number }
  | { page: "tree"; group: string; run: string; attempt?: string }
  | { page: "node"; group: string; run: string; attempt?: string; node: string }
  /** Differences between two directories of code, or of one file in them. */
  | { page: "changes"; group: string; run: string; before?: string; after?: string; path?: string };

const texts = [
  "page",
  "group",
  "run",
  "path",
  "attempt",
  "node",
  "state",
  "find",
  "before",
  "after",
] as const;
const numbers = ["from", "at"] as const;

/** An address as the query of a URL, always in the same order; empty for the first page. */
export function addressQuery(address: Address): string {
  const query = new URLSearchParams();
  for (const key of [...texts, ...numbers]) {
    const value = (address as Readonly<Record<string, string | number | undefined>>)[key];
    if (value !== undefined && !(key === "page" && value === "groups")) query.set(key, String(value));
  }
  return query.toString();
}

const needed: Readonly<Record<Address["page"], readonly string[]>> = {
  groups: [],
  runs: ["group"],
  run: ["group", "run"],
  files: ["group", "run", "path"],
  file: ["group", "run", "path"],
  transcript: ["group", "run"],
  tree: ["group", "run"],
  node: ["group", "run", "node"],
  changes: ["group", "run"],
};

/** The address in a query; undefined for anything that is none. */
export function parseAddress(query: URLSearchParams): Address | undefined {
  const found: Record<string, string | number> = { page: "groups" };
  for (const key of texts) {
    const value = query.get(key);
    if (value !== null && (value !== "" || key === "path")) found[key] = value;
  }
  for (const key of numbers) {
    const value = query.get(key);
    if (value === null) continue;
    if (!/^\d{1,15}$/.test(value)) return undefined;
    found[key] = Number(value);
  }
  // States are words of the runner.
  if (typeof found.state === "string" && !/^[a-z ]{1,40}$/.test(found.state)) return undefined;
  const wanted = Object.hasOwn(needed, found.page) ? needed[found.page as Address["page"]] : undefined;
  return wanted?.every((key) => key in found) ? (found as unknown as Address) : undefined;
}
