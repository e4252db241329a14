import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  benchmarkIds,
  type Competition,
  isMlebenchError,
  mapConcurrently,
  readVerification,
  type VerificationState,
} from "@mlebench/core";
import {
  type DiskNeed,
  diskNeed,
  extraFilesToDownload,
  missingExtraFile,
  type StartingPoint,
  startingPoint,
} from "@mlebench/datasets";
import { diskSpace, formatBytes, readableError } from "@mlebench/disk";
import {
  type CompetitionAccess,
  checkCompetition,
  checkFile,
  competitionSize,
  isKaggleError,
  type KaggleClient,
} from "@mlebench/kaggle";
import { describeFailure } from "./system-errors.js";

/** Result of checking a competition before any of its data is downloaded. */
export interface Preflight {
  id: string;
  start: StartingPoint;
  /** Access to the data on Kaggle; only if it must be downloaded. */
  access?: CompetitionAccess;
  /** Size of all its files, as Kaggle lists them. */
  listedBytes?: number;
  need: DiskNeed;
  /** Result of verifying prepared data; only if data is prepared. */
  verification?: VerificationState;
  /** Why it cannot be prepared, and how to fix that. */
  problem?: string;
  /**
   * True if only a download shows whether the rules are accepted: Kaggle reports who has joined, but rules can also be
   * accepted without joining.
   */
  uncertain?: true;
}

/** Result of checking several competitions, and the disk that they share. */
export interface PreflightReport {
  competitions: Preflight[];
  /** Free bytes on the file system of the data directory. */
  free: number;
  /** Lower and upper bound of the bytes that preparing those without a problem writes. */
  least: number;
  most: number;
}

export interface PreflightOptions {
  dataDirectory: string;
  from?: string;
  /** Whether preparing starts over. */
  fresh?: boolean;
  /** Whether Kaggle is not asked for access, so that only a download shows it. @default false */
  skipRulesCheck?: boolean;
  /** Whether the question is what Kaggle says, also about competitions that need not be there. @default false */
  isAboutKaggle?: boolean;
  /** Called only if something must be downloaded. */
  connect: () => KaggleClient;
  onDone?: (done: number, total: number) => void;
}

const requestsAtOnce = 4;

/**
 * Checks what preparing needs, without downloading any data: one or two small requests for each competition that must be
 * downloaded.
 */
export async function preflight(
  competitions: readonly Competition[],
  options: PreflightOptions,
): Promise<PreflightReport> {
  const ask = failFastQueries(options.connect);
  let done = 0;
  const found = await mapConcurrently(competitions, requestsAtOnce, async (competition) => {
    const one = await checkCompetitionAccess(competition, options, ask);
    done += 1;
    options.onDone?.(done, competitions.length);
    return one;
  });
  const { free } = diskSpace(options.dataDirectory);
  let least = 0;
  let most = 0;
  for (const one of found) {
    if (one.problem !== undefined) continue;
    const here = one.need.archive + one.need.raw;
    // Earlier competitions take disk space from later ones.
    if (least + here > free) {
      one.problem = `Not enough disk space: ${formatBytes(here)} required, ${formatBytes(Math.max(0, free - least))} of ${formatBytes(free)} left after the other competitions. Free up space or use another \`--data-dir\`.`;
      continue;
    }
    least += here;
    most += here + one.need.prepared;
  }
  return { competitions: found, free, least, most };
}

/** Sends a query to Kaggle, or rethrows the error of an earlier one if no query can succeed. */
type KaggleQuery = <Answer>(query: (client: KaggleClient) => Promise<Answer>) => Promise<Answer>;

/** Fails fast: if the first query fails, later ones reuse its error instead of retrying for minutes each. */
function failFastQueries(connect: () => KaggleClient): KaggleQuery {
  const client = lazyClient(connect);
  let hasAnswered = false;
  let fatalError: { error: unknown } | undefined;
  return async (query) => {
    if (fatalError !== undefined) throw fatalError.error;
    try {
      const answer = await query(client());
      hasAnswered = true;
      return answer;
    } catch (error) {
      // After a successful query, an error may concern one competition only.
      if (!hasAnswered && isKaggleError(error) && ["credentials", "network", "server"].includes(error.reason))
        fatalError ??= { error };
      throw error;
    }
  };
}

type LazyClient = () => KaggleClient;

/** Looks for credentials once. If there are none, each competition that needs them reports the same error. */
function lazyClient(connect: () => KaggleClient): LazyClient {
  let attempt: { client: KaggleClient } | { error: unknown } | undefined;
  return () => {
    if (attempt === undefined) {
      try {
        attempt = { client: connect() };
      } catch (error) {
        attempt = { error };
      }
    }
    if ("error" in attempt) throw attempt.error;
    return attempt.client;
  };
}

async function checkCompetitionAccess(
  competition: Competition,
  { dataDirectory, from, fresh, skipRulesCheck = false, isAboutKaggle = false }: PreflightOptions,
  ask: KaggleQuery,
): Promise<Preflight> {
  const { id } = competition.facts;
  const mayBeElsewhere = !isAboutKaggle && !benchmarkIds().includes(id);
  const nothing: DiskNeed = { archive: 0, raw: 0, prepared: 0 };
  const one: Preflight = { id, start: "download", need: nothing };
  try {
    one.start = await startingPoint(competition, { dataDirectory, from, fresh });
    if (one.start === "prepared") one.verification = readVerification(dataDirectory, id).state;
    else requireWritable(join(dataDirectory, id));
    if (one.start === "download" && !skipRulesCheck) {
      one.access = await ask((client) => checkCompetition(client, id));
      one.problem =
        one.access.status === "not found" && mayBeElsewhere
          ? noOwnRawData
          : accessProblem(one.access, competition);
      if (one.access.status === "rules not accepted") one.uncertain = true;
      one.listedBytes = (await ask((client) => competitionSize(client, id)).catch(ignoreUnknownSize))?.bytes;
    }
    if (one.start !== "prepared" && one.problem === undefined)
      await requireExtraFiles(competition, { dataDirectory, from });
    one.need = await diskNeed(competition, {
      ...{ dataDirectory, from, fresh },
      listedBytes: one.listedBytes,
    });
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    one.problem = describeFailure(error);
    if (isKaggleError(error) && error.reason === "credentials")
      one.problem = mayBeElsewhere
        ? noOwnRawData
        : `No raw data found, and it cannot be downloaded: ${one.problem} If you have a copy, pass it with \`prepare --from PATH\`.`;
  }
  return one;
}

/**
 * Checks write access before anything is downloaded.
 * @throws UserError if the directory cannot be written to
 */
function requireWritable(directory: string): void {
  let existing = directory;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    if (!statSync(existing).isDirectory())
      throw Object.assign(new Error(), { code: "ENOTDIR", path: existing });
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw readableError(error, existing);
  }
}

/**
 * Checks that raw files that are not on Kaggle are here or can be downloaded.
 * @throws UserError that says what to put where by hand
 */
async function requireExtraFiles(
  competition: Competition,
  options: Pick<PreflightOptions, "dataDirectory" | "from">,
): Promise<void> {
  for (const { file, destination } of await extraFilesToDownload(competition, options)) {
    await checkFile(file).catch((error: unknown) => {
      throw isMlebenchError(error) ? missingExtraFile(file, destination, error) : error;
    });
  }
}

/** Kaggle does not show the size of the data to everybody. Then the published size is used. */
function ignoreUnknownSize(error: unknown): undefined {
  if (isKaggleError(error) && ["rules", "denied", "not found"].includes(error.reason)) return undefined;
  throw error;
}

/** A competition of one's own need not be on Kaggle, so that no account is asked for. */
const noOwnRawData = "No raw data found. Pass it with `--from PATH`, or use `--mini` for a miniature.";

function accessProblem(access: CompetitionAccess, { facts }: Competition): string | undefined {
  const note =
    facts.accessNote === undefined ? "" : ` ${facts.accessNote.summary} (${facts.accessNote.source})`;
  switch (access.status) {
    case "ready":
      return undefined;
    case "rules not accepted":
      return `Competition rules not accepted. Accept them at ${access.page}, then run this command again.${note}`;
    case "no longer available":
      return `No longer available on Kaggle (${access.page}). If you have a copy, pass it with \`prepare --from PATH\`.${note}`;
    case "not found":
      return `Competition not found on Kaggle (${access.page}).${note}`;
    case "denied":
      return `Kaggle denied access (${access.page}). Check that the account's phone number is verified.${note}`;
  }
}
