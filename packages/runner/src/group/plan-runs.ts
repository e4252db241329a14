import { dirname, resolve } from "node:path";
import { type Agent, agentsDirectory, maskSecrets, resolveAgentCommand } from "@mlebench/agents";
import {
  type Competition,
  describeError,
  readDescription,
  shellWord,
  UsageError,
  UserError,
} from "@mlebench/core";
import { environmentImage } from "@mlebench/environment";
import type { Backend, RunPlan } from "../backend/backend.js";
import { defaultCollectLimits } from "../collect/collected.js";
import { agentFolder, configuredAgent, hostedAgent } from "../hosted/agent-kinds.js";
import type { HostedAgent } from "../hosted/hosted-agent.js";
import { idleCommand } from "../hosted/idle-command.js";
import {
  type Allocation,
  type AllocationRequest,
  type Allocator,
  createAllocator,
} from "../machine/allocation.js";
import { inspectMachine, type Machine } from "../machine/machine.js";
import { flagName } from "../settings/names.js";
import { type RunSettingInputs, type RunSettings, runSettings } from "../settings/run-settings.js";
import { readSettings, withDefaults } from "../settings/settings-table.js";
import type { Setting, SettingTable } from "../settings/vocabulary.js";
import { cheapChecks, dataThatDiffer, dataToPrepare, requireWritable } from "./check-runs.js";
import { describedAgent } from "./described-agent.js";
import { type GroupPlan, planOf, withoutSecrets } from "./group-plan.js";
import type { RunAgentsOptions } from "./options.js";

/** What would run, and with what. */
export interface DryRun {
  /** Without secrets. */
  plan: GroupPlan;
  /** Runs in the order in which they would begin. `allocation` is what each would have if all workers were free. */
  runs: { competitionId: string; seed: number; worker: number; allocation: Allocation }[];
  /** What keeps the runs from starting as things are: data not prepared, an image or a secret missing, no engine … */
  missing: string[];
  /** What the agent's configuration and the backend have to say. */
  warnings: string[];
}

/**
 * Says what would run, and what is missing for it; makes and starts nothing. The backend is asked whether it could.
 * @throws UserError for options that cannot be meant: more cores than there are, arguments that cannot be passed
 */
export async function dryRun(options: RunAgentsOptions): Promise<DryRun> {
  const machine = options.machine ?? inspectMachine();
  const settings = readRunSettings(options.settings);
  const agent = configuredAgent(options.agent, settings);
  const plan = planRuns(
    { ...options, agent, dataDirectory: resolve(options.dataDirectory) },
    settings,
    machine,
  );
  const tasks = tasksOf(plan);
  const missing: string[] = [];
  const warnings = [...warningsOf(agent), ...dataThatDiffer(plan.competitions, plan.data_directory)];
  if (options.backend.warning !== undefined) warnings.push(options.backend.warning);
  if (options.prepare !== undefined)
    warnings.push(...dataToPrepare(options.competitions, plan.data_directory));
  const hereChecks = [
    ...cheapChecks({
      ...options,
      agent,
      settings,
      dataDirectory: plan.data_directory,
      describe: (competition) => describe(competition, { ...options, ...settings }),
    }),
    () => requireWritable(resolve(options.runsDirectory)),
  ];
  const checks = [
    // Runs that are only described need neither data nor secrets of this machine.
    ...(options.backend.manifests === undefined
      ? hereChecks
      : [() => void describedAgent(options, settings)]),
    () => checkHosted(agent, { ...options, settings, onWarning: (message) => warnings.push(message) }),
    () =>
      checkBackend(options.backend, plan, {
        ...backendPlan(plan, agent, options.competitions, "dry run"),
        runs: tasks.length,
        isDryRun: true,
        outdatedImage: settings.image === undefined ? "refuse" : "warn",
        onWarning: (message) => warnings.push(message),
      }),
  ];
  for (const check of checks) {
    try {
      await check();
    } catch (error) {
      missing.push(describeError(error));
    }
  }
  const allocator = allocatorOf(options.backend, plan, machine);
  const allocations = Array.from(
    { length: Math.min(plan.settings.nWorkers, tasks.length) },
    () => allocator.take() ?? {},
  );
  return {
    plan: withoutSecrets(plan),
    runs: tasks.map((task, index) => {
      const worker = index % allocations.length;
      return { ...task, worker, allocation: allocations[worker] };
    }),
    missing,
    warnings,
  };
}

/**
 * Checks the options and fills in what they leave open.
 * @param options with the {@link configuredAgent} as agent
 * @throws UserError when something cannot be meant or does not fit the machine
 */
export function planRuns(options: RunAgentsOptions, settings: RunSettings, machine: Machine): GroupPlan {
  const { agent, competitions, dataDirectory } = options;
  const { nSeeds, nWorkers, image = defaultImage(agent) } = settings;
  if (competitions.length === 0) throw new UserError("No competition selected");
  requireFollowed(agent, options.settings);
  const plan: GroupPlan = {
    backend: options.backend.id,
    backend_options: options.backendOptions ?? {},
    agent: recordedAgent(agent, options.agentDirectory),
    command: commandOf(agent, settings),
    image,
    competitions: competitions.map(({ facts }) => facts.id),
    competition_paths: { ...options.competitionPaths },
    data_directory: dataDirectory,
    miniature: options.miniature ?? false,
    settings: { ...settings, nWorkers: Math.min(nWorkers, nSeeds * competitions.length) },
    ...readCompetitionSettings(options.competitionSettings),
    log_limit_bytes: options.logLimitBytes ?? 200e6,
    collect_limits: { ...defaultCollectLimits, ...options.collectLimits },
  };
  allocatorOf(options.backend, plan, machine);
  return plan;
}

/**
 * A model that is given to an agent that does not take it would be a wrong experiment.
 * @throws UsageError for settings that only agents in code follow, if the agent is another
 */
function requireFollowed(agent: Agent | HostedAgent, inputs: RunSettingInputs = {}): void {
  if ("kind" in agent) return;
  const flags = Object.entries(inputs)
    .filter(([name, value]) => value !== undefined && (runSettings as SettingTable)[name]?.hostedOnly)
    .map(([name]) => `\`${flagName(name)}\``);
  if (flags.length === 0) return;
  throw new UsageError(
    `${flags.join(", ")}: only agents in code follow ${flags.length === 1 ? "this setting" : "these settings"}, and \`${agent.id}\` is an agent's directory`,
    { hint: "Its own arguments go in `--kwargs` and `--env-vars`, as its config.yaml has them." },
  );
}

/** Commands of an agent in code run in the environment, unless somebody chose another image. */
export function defaultImage(agent: Agent | HostedAgent): string {
  return agentFolder(agent)?.name ?? environmentImage;
}

function recordedAgent(agent: Agent | HostedAgent, ownDirectory: string | undefined): GroupPlan["agent"] {
  if (!("kind" in agent)) {
    const { id, name, directory, privileged } = agent;
    return { id, name, directory, privileged };
  }
  const { id, version } = agent;
  return { id, name: id, directory: ownDirectory ?? null, privileged: false, hosted: true, version };
}

/** With secrets masked. */
function commandOf(agent: Agent | HostedAgent, { timeout }: RunSettings): readonly string[] {
  if ("kind" in agent) return idleCommand(timeout);
  return resolveAgentCommand({ ...agent, kwargs: maskSecrets(agent.kwargs), environment: {} }, {}).command;
}

function buildCommand(agent: Agent | HostedAgent, image: string): string {
  if ("kind" in agent) return "mlebench env build";
  return [
    `mlebench agents build ${shellWord(agent.id)}`,
    ...(dirname(agent.directory) === agentsDirectory ? [] : [`--agent-dir ${shellWord(agent.directory)}`]),
    ...(image === agent.name ? [] : [`--tag ${shellWord(image)}`]),
  ].join(" ");
}

/** What an agent's directory has to say. */
export function warningsOf(agent: Agent | HostedAgent): readonly string[] {
  return agentFolder(agent)?.warnings ?? [];
}

/**
 * Asks an agent in code whether it can work.
 * @throws UserError if it cannot, and for settings that an agent's directory cannot follow
 */
export async function checkHosted(
  agent: Agent | HostedAgent,
  options: Pick<RunAgentsOptions, "competitions" | "environment"> & {
    settings: RunSettings;
    onWarning: (message: string) => void;
  },
): Promise<void> {
  const { competitions, environment = process.env, settings, onWarning } = options;
  await hostedAgent(agent)?.check({ competitions, secrets: environment, settings, onWarning });
}

/** What the agent reads of a competition. */
export function describe(
  competition: Competition,
  { description, obfuscated }: Pick<RunAgentsOptions, "description"> & Pick<RunSettings, "obfuscated">,
): string {
  return description?.(competition) ?? readDescription(competition, obfuscated);
}

/**
 * Asks a backend whether the runs of a group can start, once for every combination of settings.
 * @throws UserError if they cannot
 */
export async function checkBackend(backend: Backend, plan: GroupPlan, asked: RunPlan): Promise<void> {
  await backend.check(asked);
  const seen = new Set<string>();
  for (const [id, own] of Object.entries(plan.competition_settings ?? {})) {
    const competitions = asked.competitions.filter(({ facts }) => facts.id === id);
    const key = JSON.stringify(own);
    if (seen.has(key) || competitions.length === 0) continue;
    seen.add(key);
    const { runs: _, ...rest } = asked;
    await backend.check({ ...rest, competitions, settings: planOf(plan, id).settings });
  }
}

/** @throws UserError for a setting that must be the same for all competitions */
function readCompetitionSettings(
  inputs: Readonly<Record<string, RunSettingInputs>> = {},
): Pick<GroupPlan, "competition_settings"> {
  const table = settingsThat("perCompetition");
  const own = Object.entries(inputs).map(
    ([id, values]) => [id, readSettings(table, values, { owner: `competition \`${id}\`` })] as const,
  );
  return own.length === 0 ? {} : { competition_settings: Object.fromEntries(own) };
}

/** Seeds outside, competitions inside: as the reference queues them. */
export function tasksOf(plan: GroupPlan): { competitionId: string; seed: number }[] {
  return Array.from({ length: plan.settings.nSeeds }, (_, seed) =>
    plan.competitions.map((competitionId) => ({ competitionId, seed })),
  ).flat();
}

/**
 * What divides this machine among runs that work here; runs of a backend that schedules work elsewhere.
 * @throws UserError if it has too few cores or GPUs
 */
export function allocatorOf(backend: Backend, plan: GroupPlan, machine: Machine): Allocator {
  if (backend.schedules === true) return { take: () => ({}), claim: () => {}, release: () => {} };
  return createAllocator(allocationRequest(plan, machine));
}

function allocationRequest(plan: GroupPlan, machine: Machine): AllocationRequest {
  const { nWorkers, cpus, gpusPerRun, gpus, shareCpus, shareGpus } = plan.settings;
  return {
    workers: nWorkers,
    ...(cpus !== undefined && { cpus }),
    ...(gpusPerRun !== undefined && { gpus: gpusPerRun }),
    cpuSet: machine.cpuSet,
    cpuQuota: machine.cpuQuota,
    gpuDevices: gpus ?? machine.gpus.map(({ index }) => index),
    shareCpus,
    shareGpus,
  };
}

export function backendPlan(
  plan: GroupPlan,
  agent: Agent | HostedAgent,
  competitions: readonly Competition[],
  runGroup: string,
): RunPlan {
  return {
    runGroup,
    isDryRun: false,
    outdatedImage: "warn",
    agent: agentFolder(agent),
    image: plan.image,
    buildCommand: buildCommand(agent, plan.image),
    competitions,
    settings: plan.settings,
    privileged: plan.agent.privileged,
    dataDirectory: plan.data_directory,
  };
}

/** @throws UserError for a setting that a run group keeps */
export function readResumedSettings(inputs: RunSettingInputs = {}): Partial<RunSettings> {
  return readSettings(settingsThat("resumable"), inputs, { owner: "a run group that is resumed" });
}

function settingsThat(property: "resumable" | "perCompetition"): typeof runSettings {
  const chosen = Object.entries(runSettings).filter(([, setting]) => (setting as Setting)[property]);
  return Object.fromEntries(chosen) as unknown as typeof runSettings;
}

/** The settings of a group, as given and filled in. The reference's container options count where they say nothing. */
export function readRunSettings(inputs: RunSettingInputs = {}): RunSettings {
  const given = readSettings(runSettings, inputs);
  const { nano_cpus, gpus } = given.containerConfig ?? {};
  return withDefaults(runSettings, {
    ...(typeof nano_cpus === "number" && { cpus: nano_cpus / 1e9 }),
    ...(typeof gpus === "number" && gpus !== 0 && { gpusPerRun: gpus }),
    ...given,
  });
}
