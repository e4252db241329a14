import { accessSync, constants, existsSync, rmdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type Agent, requirePrivilegedConsent } from "@mlebench/agents";
import { type Competition, type Environment, isPrepared, readVerification, UserError } from "@mlebench/core";
import { cannotWrite, diskSpace, makeDirectory } from "@mlebench/disk";
import type { Backend } from "../backend/backend.js";
import { agentFolder, startOf } from "../hosted/agent-kinds.js";
import type { HostedAgent } from "../hosted/hosted-agent.js";
import type { RunSettings } from "../settings/run-settings.js";

/** A check that costs nothing; it throws what keeps the runs from starting. */
export type Check = () => unknown;

/** @throws UserError for a backend that only describes runs */
export function requireStarting({ id, manifests }: Backend): void {
  if (manifests === undefined) return;
  throw new UserError(`The backend \`${id}\` only writes manifests and starts no runs`, {
    hint: manifests.usage,
  });
}

/** Checks that need no backend, the cheapest first. */
export function cheapChecks(options: {
  agent: Agent | HostedAgent;
  settings: RunSettings;
  environment?: Environment | undefined;
  competitions: readonly Competition[];
  dataDirectory: string;
  describe: (competition: Competition) => string;
  /** Prepares what is missing, so that nothing must be there. */
  prepare?: unknown;
}): Check[] {
  const { agent, settings, environment, competitions, dataDirectory, describe, prepare } = options;
  const folder = agentFolder(agent);
  return [
    () => folder && requirePrivilegedConsent(folder, environment),
    // Fails now, not after hours, if a secret is missing.
    () => void startOf({ agent, environment }, settings),
    () => prepare === undefined && requirePrepared(competitions, dataDirectory),
    // Fails now if one has not been imported.
    () => {
      for (const competition of competitions) describe(competition);
    },
  ];
}

/** A sentence on the competitions that {@link SessionOptions.prepare} has to prepare. */
export function dataToPrepare(competitions: readonly Competition[], dataDirectory: string): string[] {
  const missing = competitions.filter(({ facts }) => !isPrepared(facts, dataDirectory));
  if (missing.length === 0) return [];
  return [`Data to be prepared first: ${missing.map(({ facts }) => facts.id).join(", ")}`];
}

/**
 * Data may vanish also between two runs of a group.
 * @throws UserError with the command that prepares them
 */
export function requirePrepared(competitions: readonly Competition[], dataDirectory: string): void {
  const missing = competitions
    .filter(({ facts }) => !isPrepared(facts, dataDirectory))
    .map(({ facts }) => facts.id);
  if (missing.length === 0) return;
  const some = missing.length === 1 ? "is" : "are";
  throw new UserError(`${missing.join(", ")} ${some} not prepared`, {
    file: dataDirectory,
    hint: `Run \`mlebench prepare -c ${missing.join(" ")}\`.`,
  });
}

/**
 * Looks whether run groups can be made below a directory, and changes nothing.
 * @throws UserError when this user may not write there
 */
export function requireWritable(runsDirectory: string): void {
  let nearest = runsDirectory;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  attempt(runsDirectory, () => {
    if (!statSync(nearest).isDirectory()) {
      throw Object.assign(new Error(`${nearest} is not a directory`), { code: "ENOTDIR" });
    }
    accessSync(nearest, constants.W_OK | constants.X_OK);
  });
}

/**
 * Makes the directory of run groups where it is not there yet.
 * @returns takes it away again, if it was made and is empty
 * @throws UserError when this user may not write there
 */
export function makeRunsDirectory(runsDirectory: string): () => void {
  requireWritable(runsDirectory);
  if (existsSync(runsDirectory)) return () => {};
  attempt(runsDirectory, () => makeDirectory(runsDirectory));
  return () => {
    try {
      rmdirSync(runsDirectory);
    } catch {
      // Another runner has begun there.
    }
  };
}

/** Makes something in a directory of run groups; a failure says what to do. */
export function attempt<Made>(directory: string, work: () => Made): Made {
  try {
    return work();
  } catch (cause) {
    throw cannotWrite("run group's directory", cause, directory, {
      expected: "a directory that this user can write to",
      hint: "Choose another one with `--run-dir`.",
    });
  }
}

/** A sentence for each competition with data that differs from the published data; agents use it all the same. */
export function dataThatDiffer(ids: readonly string[], dataDirectory: string): string[] {
  return ids.flatMap((id) => {
    const { state, failedFiles } = readVerification(dataDirectory, id);
    if (state !== "differs") return [];
    const files =
      failedFiles.slice(0, 8).join(", ") +
      (failedFiles.length > 8 ? ` and ${failedFiles.length - 8} more` : "");
    return [
      `The data of ${id} failed verification (${files}), so results on them cannot be compared with others. \`mlebench prepare -c ${id} --fresh\` prepares them again.`,
    ];
  });
}

/** Below this much free space a warning is due: logs and outputs of agents come to this disk. */
const scarceBytes = 1e9;

/**
 * A sentence on the disk that outputs come to, when little of it is free.
 * @param directory an existing one
 */
export function scarceDisk(directory: string): string | undefined {
  const { free } = diskSpace(directory);
  if (free >= scarceBytes) return undefined;
  return `Only ${Math.floor(free / 1e6)} MB are free where logs and outputs of the runs are kept (${directory}).`;
}
