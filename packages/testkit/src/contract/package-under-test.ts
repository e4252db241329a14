import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Competition, CompetitionFacts } from "@mlebench/core";
import { type Golden, readGolden } from "../golden.js";

/** The fields of a competition's package.json that the contract is about. */
export interface CompetitionManifest {
  name: string;
  mlebench?: { competition?: string };
  exports?: Record<string, { default?: string } | string>;
}

/** A competition package under test, as it lies on disk. */
export interface PackageUnderTest {
  directory: string;
  /** The folder's name. */
  folder: string;
  manifest: CompetitionManifest;
  facts: CompetitionFacts;
  golden: Golden | undefined;
  /** Imports the package's source; the built file where the test runner leaves TypeScript alone. */
  load(): Promise<Competition>;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

async function importCompetition(directory: string, manifest: CompetitionManifest): Promise<Competition> {
  const entry = manifest.exports?.["."];
  const built = join(directory, (typeof entry === "object" ? entry.default : entry) ?? "dist/index.js");
  const source = join(directory, "src/index.ts");
  try {
    return ((await import(pathToFileURL(source).href)) as { competition: Competition }).competition;
  } catch (error) {
    const unknownExtension = (error as { code?: string }).code === "ERR_UNKNOWN_FILE_EXTENSION";
    if (!unknownExtension || !existsSync(built)) throw error;
    return ((await import(pathToFileURL(built).href)) as { competition: Competition }).competition;
  }
}

/** The competition package that a test file in its `test/` folder belongs to. */
export function loadPackageUnderTest(testUrl: string): PackageUnderTest {
  const directory = dirname(dirname(fileURLToPath(testUrl)));
  const manifest = readJson<CompetitionManifest>(join(directory, "package.json"));
  let loaded: Promise<Competition> | undefined;
  return {
    directory,
    folder: basename(directory),
    manifest,
    facts: readJson<CompetitionFacts>(join(directory, "facts/competition.json")),
    golden: readGolden(directory),
    load: () => {
      loaded ??= importCompetition(directory, manifest);
      return loaded;
    },
  };
}
