import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Competition, type CompetitionFacts, UserError } from "@mlebench/core";

/** Directory of this package, whether it runs from `src/` or from `dist/`. */
export const ownDirectory = dirname(dirname(fileURLToPath(import.meta.url)));

/** The parts of a package.json that matter when a program runs. */
export interface Manifest {
  name: string;
  version: string;
  main?: string;
  exports?: unknown;
  mlebench?: { competition?: string };
  dependencies?: Readonly<Record<string, string>>;
  optionalDependencies?: Readonly<Record<string, string>>;
  peerDependencies?: Readonly<Record<string, string>>;
  peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>;
}

export function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;
}

/**
 * Where Node would find a package, links resolved; undefined when it is not installed.
 * @param from directory of the module that imports it
 */
export function findPackage(name: string, from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (directory === dirname(directory)) return undefined;
  }
}

/**
 * The directory of a competition's package.
 * @param reference an id, or the path of the package: absolute or beginning with a dot
 * @throws UserError when no such package is installed
 */
export function competitionDirectory(reference: string, cwd = process.cwd()): string {
  if (isAbsolute(reference) || reference.startsWith(".")) {
    const directory = resolve(cwd, reference);
    if (existsSync(join(directory, "package.json"))) return realpathSync(directory);
    throw new UserError("Not a competition package", {
      file: directory,
      expected: "the directory of a competition package",
    });
  }
  const name = `@mlebench/competition-${reference.toLowerCase()}`;
  const bases = [cwd, ownDirectory].flatMap((base) => [base, findPackage("@mlebench/competitions", base)]);
  const found =
    dependencyThatHolds(reference, cwd) ??
    bases.flatMap((base) => (base === undefined ? [] : [findPackage(name, base)])).find(Boolean);
  if (found !== undefined) return found;
  throw new UserError(`No installed package contains the competition \`${reference}\``, {
    expected: `${name}, or the path of a competition package`,
  });
}

/** A direct dependency of the project in `cwd` that says it holds the competition. */
function dependencyThatHolds(id: string, cwd: string): string | undefined {
  if (!existsSync(join(cwd, "package.json"))) return undefined;
  return Object.keys(readManifest(cwd).dependencies ?? {})
    .map((name) => findPackage(name, cwd))
    .find((directory) => directory !== undefined && readManifest(directory).mlebench?.competition === id);
}

/** A competition that another process can import. */
export interface ImportableCompetition {
  directory: string;
  /** File URL of the module that exports `competition`. */
  entry: string;
  facts: CompetitionFacts;
}

/**
 * @param competition a competition, an id or the path of a package
 * @throws UserError when its package is not installed, not built or exports no competition
 */
export async function importableCompetition(
  competition: Pick<Competition, "facts" | "directory"> | string,
): Promise<ImportableCompetition> {
  const directory =
    typeof competition === "string" ? competitionDirectory(competition) : competition.directory;
  const file = join(directory, entryOf(readManifest(directory)));
  if (!existsSync(file)) {
    throw new UserError("The competition package is not built", { file, hint: "Build it first." });
  }
  const entry = pathToFileURL(file).href;
  if (typeof competition !== "string") return { directory, entry, facts: competition.facts };
  const module = (await import(/* @vite-ignore */ entry)) as { competition?: Competition };
  if (module.competition?.facts === undefined) {
    throw new UserError('The package exports no "competition"', { file });
  }
  return { directory, entry, facts: module.competition.facts };
}

/** The file that Node imports for a package's own name. */
function entryOf({ exports, main }: Manifest): string {
  if (exports === undefined) return main ?? "index.js";
  const top = isRecord(exports) && "." in exports ? exports["."] : exports;
  return matchConditions(top) ?? "index.js";
}

function matchConditions(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (!isRecord(target)) return undefined;
  for (const [condition, value] of Object.entries(target)) {
    if (!["node", "import", "default"].includes(condition)) continue;
    const file = matchConditions(value);
    if (file !== undefined) return file;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
