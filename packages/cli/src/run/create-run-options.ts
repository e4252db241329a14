import { resolve } from "node:path";
import { type Competition, UsageError } from "@mlebench/core";
import { looksLikePath } from "@mlebench/core/plugins";
import { readDescriptionFor } from "@mlebench/datasets";
import {
  type PrepareData,
  type ResumeOptions,
  type RunAgentsOptions,
  readRunGroup,
  runStates,
} from "@mlebench/runner";
import { pickSettings, runSettings } from "@mlebench/runner/settings";
import { chosenAgent } from "../agents.js";
import { backendOptionsOf, openBackend } from "../backends.js";
import { find } from "../competitions.js";
import { rememberData } from "../invocation.js";
import { type DataOptions, dataDirectory } from "../options.js";
import { type SelectionOptions, selection } from "../selection.js";
import { warn } from "../terminal.js";
import { chosenModel } from "./chosen-model.js";
import type { DataPreparationOptions } from "./data-preparation.js";
import { narrowed } from "./narrow-selection.js";
import { isResumable, optionsWithoutEffect, type RunConfig, type RunOptions } from "./run-options.js";
import { runGroupDirectory } from "./run-setup.js";
import { readSandboxConfig } from "./sandbox-config.js";

/** What a run group is run with besides its settings: signals, events, versions. */
export type RunSession = Pick<
  RunAgentsOptions,
  "signal" | "leave" | "detach" | "onEvent" | "versions" | "environment" | "conclusion"
>;

/**
 * Finds agent, competitions and backend of a run.
 * @throws UsageError when agent or competitions are not chosen, UserError when one of them cannot be found
 */
export async function createRunOptions(config: RunOptions, runsDirectory: string): Promise<RunAgentsOptions> {
  const competitions: Competition[] = [];
  const competitionPaths: Record<string, string> = {};
  for (const reference of await narrowed(selection(chosenCompetitions(config)), config)) {
    const competition = await find(reference);
    competitions.push(competition);
    if (reference !== competition.facts.id) competitionPaths[competition.facts.id] = resolve(reference);
  }
  const backendOptions = backendOptionsOf(config);
  const agent = await chosenAgent(config);
  const backend = await openBackend({ backend: config.backend, runsDirectory, options: backendOptions });
  return {
    backend,
    backendOptions,
    agent,
    ...("kind" in agent && config.agentDir !== undefined && { agentDirectory: resolve(config.agentDir) }),
    competitions,
    competitionPaths,
    dataDirectory: dataDirectory(config),
    miniature: config.mini,
    runsDirectory,
    settings: { ...pickSettings(runSettings, { ...config }), ...("kind" in agent && chosenModel(config)) },
    competitionSettings: await readSandboxConfig(config.sandboxConfig, backend.id, competitions),
    description: descriptionReader(config),
    prepare: config.prepare
      ? await preparation(competitions, config, {
          dataDirectory: dataDirectory(config),
          mini: config.mini ?? false,
          competitionPaths,
          nWorkers: config.nWorkers ?? 1,
        })
      : undefined,
  };
}

/** A dry run checks no access and prepares no data. */
async function preparation(
  competitions: readonly Competition[],
  { dryRun, skipRulesCheck = false }: Pick<RunOptions, "dryRun" | "skipRulesCheck">,
  options: Omit<DataPreparationOptions, "skipRulesCheck">,
): Promise<PrepareData> {
  if (dryRun) return () => new Map();
  const { dataPreparation } = await import("./data-preparation.js");
  return dataPreparation(competitions, { ...options, skipRulesCheck });
}

/** The reference's name for a list counts as one. */
function chosenCompetitions({ competitionSet, ...config }: RunConfig): SelectionOptions {
  const { competitionId, all, lite, list, split } = config;
  return { competitionId, all, lite, list: competitionSet ?? list, split };
}

function descriptionReader(config: Pick<RunConfig, "descriptions" | "obfuscated"> & DataOptions) {
  return (competition: Competition): string =>
    readDescriptionFor(competition, {
      source: config.descriptions ?? "builtin",
      obfuscated: config.obfuscated,
      dataDirectory: dataDirectory(config),
    });
}

/** Nothing starts, so that whatever an agent's configuration names a secret may be missing. */
export const anySecret: Record<string, string> = new Proxy<Record<string, string>>(
  {},
  { get: (_target, name) => (typeof name === "string" ? "-" : undefined), has: () => true },
);

/** A run group, and what it is finished with: its own settings, except for those that may be given again. */
export async function createResumeOptions(
  options: RunOptions,
  reference: string,
  runsDirectory: string,
  session: RunSession,
  isPlexe = false,
): Promise<{ directory: string; resumed: ResumeOptions }> {
  const directory = runGroupDirectory(reference, runsDirectory);
  const { plan, runs } = readRunGroup(directory);
  rememberData(plan.data_directory, plan.miniature ?? false);
  for (const flag of optionsWithoutEffect(options, isPlexe)) {
    warn(
      `\`${flag}\` has no effect with \`${options.attach === undefined ? "--resume" : "--attach"}\`: the run group keeps its settings.`,
    );
  }
  const { backend: chosen = plan.backend } = options;
  // A path is no part of the state. An ID that differs is an error of resuming, whatever settings it has.
  const isOther = chosen !== plan.backend && !looksLikePath(chosen);
  const backend = await openBackend({
    backend: chosen,
    runsDirectory: resolve(directory, ".."),
    options: { ...(!isOther && plan.backend_options), ...backendOptionsOf(options) },
  });
  if (options.attach !== undefined && backend.schedules !== true)
    throw new UsageError(`\`--attach\` requires a backend with a queue, and \`${backend.id}\` has none`, {
      hint: "Finish the run group with `--resume`.",
    });
  const competitions: Competition[] = [];
  for (const id of plan.competitions) competitions.push(await find(plan.competition_paths?.[id] ?? id));
  const unfinished = competitions.filter((_, index) =>
    Object.values(runs).some(
      ({ record }) =>
        record.competition_id === plan.competitions[index] && runStates[record.status].phase !== "final",
    ),
  );
  const resumed: ResumeOptions = {
    ...session,
    backend,
    agent: await chosenAgent({
      agentId: options.agentId ?? plan.agent.id,
      agentDir: options.agentDir ?? plan.agent.directory ?? undefined,
    }),
    competition: (id) => competitions[plan.competitions.indexOf(id)],
    prepare:
      (options.prepare ?? plan.settings.prepare)
        ? await preparation(unfinished, options, {
            dataDirectory: plan.data_directory,
            mini: plan.miniature ?? false,
            competitionPaths: plan.competition_paths ?? {},
            nWorkers: options.nWorkers ?? plan.settings.nWorkers,
          })
        : undefined,
    changes: Object.fromEntries(
      Object.entries(pickSettings(runSettings, { ...options })).filter(([name]) => isResumable(name)),
    ),
    description: descriptionReader({
      descriptions: options.descriptions ?? plan.settings.descriptions,
      obfuscated: plan.settings.obfuscated,
      dataDir: plan.data_directory,
    }),
  };
  return { directory, resumed };
}
