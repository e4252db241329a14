import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { CompetitionFacts } from "./facts.js";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that names the data directory where no option does. */
export const dataDirectoryVariable = "MLEBENCH_DATA_DIR";

/**
 * The reference's own default data directory, so that data it prepared are found: `mle-bench/data` in the user's
 * cache directory as appdirs resolves it on Linux, macOS and Windows. `MLEBENCH_DATA_DIR` comes before it.
 */
export function defaultDataDirectory(
  environment: Environment = process.env,
  platform: string = process.platform,
): string {
  return chosenDataDirectory(environment) ?? cached("data", environment, platform);
}

/** Miniatures live apart from real data, so that neither can pass for the other; below `MLEBENCH_DATA_DIR` too. */
export function defaultMiniatureDirectory(
  environment: Environment = process.env,
  platform: string = process.platform,
): string {
  return besideData("miniatures", environment, platform);
}

/** Images of containers in files; below `MLEBENCH_DATA_DIR` too. */
export function defaultImageDirectory(
  environment: Environment = process.env,
  platform: string = process.platform,
): string {
  return besideData("images", environment, platform);
}

function besideData(name: string, environment: Environment, platform: string): string {
  const chosen = chosenDataDirectory(environment);
  return chosen === undefined ? cached(name, environment, platform) : join(chosen, name);
}

function cached(name: string, environment: Environment, platform: string): string {
  return join(userCacheDirectory(environment, platform), "mle-bench", name);
}

/** What `MLEBENCH_DATA_DIR` names, absolute; an empty variable is as good as none. */
export function chosenDataDirectory(environment: Environment = process.env): string | undefined {
  const chosen = environment[dataDirectoryVariable];
  return chosen === undefined || chosen === "" ? undefined : resolve(chosen);
}

function userCacheDirectory(environment: Environment, platform: string): string {
  const home = environment.HOME || homedir();
  if (platform === "darwin") return join(home, "Library", "Caches");
  if (platform === "win32")
    return environment.LOCALAPPDATA ?? join(environment.USERPROFILE ?? home, "AppData", "Local");
  return environment.XDG_CACHE_HOME ?? join(home, ".cache");
}

/** Where a competition's files are inside a data directory. All absolute when `dataDirectory` is. */
export interface CompetitionPaths {
  /** Holds everything of this competition. */
  home: string;
  zip: string;
  raw: string;
  prepared: string;
  public: string;
  private: string;
  answers: string;
  sampleSubmission: string;
  goldSubmission: string;
}

export function competitionPaths(
  dataDirectory: string,
  facts: Pick<CompetitionFacts, "id" | "answers" | "sampleSubmission" | "goldSubmission">,
): CompetitionPaths {
  const home = join(dataDirectory, facts.id);
  const prepared = join(home, "prepared");
  return {
    home,
    zip: join(home, `${facts.id}.zip`),
    raw: join(home, "raw"),
    prepared,
    public: join(prepared, "public"),
    private: join(prepared, "private"),
    answers: join(prepared, facts.answers),
    sampleSubmission: join(prepared, facts.sampleSubmission),
    goldSubmission: join(prepared, facts.goldSubmission),
  };
}
