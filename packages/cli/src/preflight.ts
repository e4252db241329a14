import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type Competition,
  describeError,
  isMlebenchError,
  readVerification,
  type VerificationState,
} from "@mlebench/core";
import { type DiskNeed, diskNeed, diskSpace, type StartingPoint, startingPoint } from "@mlebench/datasets";
import { formatBytes, readableError } from "@mlebench/disk";
import {
  type CompetitionAccess,
  checkCompetition,
  competitionSize,
  isKaggleError,
  type KaggleClient,
} from "@mlebench/kaggle";
import { mapSeveral } from "./map-several.js";

/** What is known of a competition before any of its data are fetched. */
export interface Preflight {
  id: string;
  start: StartingPoint;
  /** Whether Kaggle would hand out the data; only where they have to be downloaded. */
  access?: CompetitionAccess;
  /** Size of all its files, as Kaggle lists them. */
  listedBytes?: number;
  need: DiskNeed;
  /** What verifying prepared data came to; only where data is prepared. */
  verification?: VerificationState;
  /** Why it cannot be prepared, and what to do about it. */
  problem?: string;
  /**
   * True where only the attempt to download can tell: Kaggle says who has joined, and rules can also be accepted
   * without joining.
   */
  uncertain?: true;
}

/** What is known of several competitions, and of the disk that they would share. */
export interface PreflightReport {
  competitions: Preflight[];
  /** Bytes free where the data directory is. */
  free: number;
  /** At least what preparing those without a problem will write, and at most. */
  least: number;
  most: number;
}

export interface PreflightOptions {
  dataDirectory: string;
  from?: string;
  /** Whether preparing is to start over. */
  fresh?: boolean;
  /** Asked for only when something has to be downloaded. */
  connect: () => KaggleClient;
  onDone?: (done: number, total: number) => void;
}

const requestsAtOnce = 4;

/**
 * Finds out what preparing would need, without fetching any data: one small request or two for each competition that
 * has to be downloaded.
 */
export async function preflight(
  competitions: readonly Competition[],
  options: PreflightOptions,
): Promise<PreflightReport> {
  const ask = failFastQueries(options.connect);
  let done = 0;
  const found = await mapSeveral(competitions, requestsAtOnce, async (competition) => {
    const one = await checkCompetitionAccess(competition, options, ask);
    done += 1;
    options.onDone?.(done, competitions.length);
    return one;
  });
  const { free } = await diskSpace(options.dataDirectory);
  let least = 0;
  let most = 0;
  for (const one of found) {
    if (one.problem !== undefined) continue;
    const here = one.need.archive + one.need.raw;
    // What comes first may fill the disk for what comes later: each is judged by what is left for it.
    if (least + here > free) {
      one.problem = `it needs ${formatBytes(here)} on the disk, and ${formatBytes(Math.max(0, free - least))} of the ${formatBytes(free)} that are free would be left for it. Free some space or choose another directory with --data-dir`;
      continue;
    }
    least += here;
    most += here + one.need.prepared;
  }
  return { competitions: found, free, least, most };
}

/** Asks Kaggle something; without asking, throws again what has shown that no question will be answered. */
type KaggleQuery = <Answer>(query: (client: KaggleClient) => Promise<Answer>) => Promise<Answer>;

/** When Kaggle is out of reach, waiting for each of many competitions anew would take hours. */
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
      // After an answer, trouble may be with one competition alone.
      if (!hasAnswered && isKaggleError(error) && ["credentials", "network", "server"].includes(error.reason))
        fatalError ??= { error };
      throw error;
    }
  };
}

type LazyClient = () => KaggleClient;

/** Looks for credentials once; where there are none, each competition that needs them says so. */
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
  { dataDirectory, from, fresh }: PreflightOptions,
  ask: KaggleQuery,
): Promise<Preflight> {
  const { id } = competition.facts;
  const nothing: DiskNeed = { archive: 0, raw: 0, prepared: 0 };
  const one: Preflight = { id, start: "download", need: nothing };
  try {
    one.start = await startingPoint(competition, { dataDirectory, from, fresh });
    if (one.start === "prepared") one.verification = readVerification(dataDirectory, id).state;
    else requireWritable(join(dataDirectory, id));
    if (one.start === "download") {
      one.access = await ask((client) => checkCompetition(client, id));
      one.problem = accessProblem(one.access, competition);
      if (one.access.status === "rules not accepted") one.uncertain = true;
      one.listedBytes = (await ask((client) => competitionSize(client, id)).catch(ignoreUnknownSize))?.bytes;
    }
    one.need = await diskNeed(competition, {
      ...{ dataDirectory, from, fresh },
      listedBytes: one.listedBytes,
    });
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    one.problem = describeError(error);
    if (isKaggleError(error) && error.reason === "credentials")
      one.problem = `There are no raw data yet, and they cannot be downloaded. ${one.problem} Data that are at hand already can be given with --from.`;
  }
  return one;
}

/**
 * Before anything is asked for or fetched.
 * @throws UserError when data cannot be written where they belong
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

/** Kaggle does not tell everybody how large the data are; the published size then has to do. */
function ignoreUnknownSize(error: unknown): undefined {
  if (isKaggleError(error) && ["rules", "denied", "not found"].includes(error.reason)) return undefined;
  throw error;
}

function accessProblem(access: CompetitionAccess, { facts }: Competition): string | undefined {
  const note =
    facts.accessNote === undefined ? "" : ` ${facts.accessNote.summary} (${facts.accessNote.source})`;
  switch (access.status) {
    case "ready":
      return undefined;
    case "rules not accepted":
      return `its rules are not accepted yet: open ${access.page} in a browser, accept them, then run this again.${note}`;
    case "no longer available":
      return `Kaggle no longer offers it (${access.page}). Data from elsewhere can be given with --from.${note}`;
    case "not found":
      return `Kaggle knows no such competition (${access.page}).${note}`;
    case "denied":
      return `Kaggle does not let these credentials see it (${access.page}). Is the account's phone number verified?${note}`;
  }
}
