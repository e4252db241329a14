import { dirname, resolve } from "node:path";
import { type Agent, agentsDirectory, maskSecrets, startAgent, withOverrides } from "@mlebench/agents";
import { type Competition, describeError, readDescription, shellWord, UserError } from "@mlebench/core";
import type { RunLimits, RunPlan } from "../backend/backend.js";
import { defaultCollectLimits } from "../collect/collect-output.js";
import { type Allocation, type AllocationRequest, createAllocator } from "../machine/allocation.js";
import { inspectMachine, type Machine } from "../machine/machine.js";
import { cheapChecks, dataThatDiffer, requireWritable } from "./check-runs.js";
import { type GroupPlan, withoutSecrets } from "./group-state.js";
import type { RunAgentsOptions } from "./options.js";

const day = 24 * 60 * 60;

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
  const agent = withOverrides(options.agent, options.overrides ?? {});
  const plan = planRuns({ ...options, agent, dataDirectory: resolve(options.dataDirectory) }, machine);
  const missing: string[] = [];
  const warnings = [...agent.warnings, ...dataThatDiffer(plan.competitions, plan.data_directory)];
  if (options.backend.warning !== undefined) warnings.push(options.backend.warning);
  const checks = [
    ...cheapChecks({
      ...options,
      agent,
      dataDirectory: plan.data_directory,
      describe: (competition) => describe(competition, options),
    }),
    () => requireWritable(resolve(options.runsDirectory)),
    () =>
      options.backend.check({
        ...backendPlan(plan, agent, options.competitions, "dry run"),
        isDryRun: true,
        outdatedImage: options.image === undefined ? "refuse" : "warn",
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
  const tasks = tasksOf(plan);
  const allocator = createAllocator(allocationRequest(plan, machine));
  const allocations = Array.from(
    { length: Math.min(plan.workers, tasks.length) },
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
 * @param options with overrides applied to the agent
 * @throws UserError when something cannot be meant or does not fit the machine
 */
export function planRuns(options: RunAgentsOptions, machine: Machine): GroupPlan {
  const { agent, competitions, dataDirectory, overrides = {} } = options;
  const seeds = wholeNumber(options.seeds ?? 1, "The number of seeds");
  const workers = wholeNumber(options.workers ?? 1, "The number of workers");
  if (competitions.length === 0) throw new UserError("There is no competition to run");
  const plan: GroupPlan = {
    backend: options.backend.name,
    backend_options: options.backendOptions ?? {},
    agent: { id: agent.id, name: agent.name, directory: agent.directory, privileged: agent.privileged },
    command: startAgent({ ...agent, kwargs: maskSecrets(agent.kwargs), environment: {} }, {}).command,
    overrides: { kwargs: { ...overrides.kwargs }, env_vars: { ...overrides.environment } },
    image: options.image ?? agent.name,
    competitions: competitions.map(({ facts }) => facts.id),
    competition_paths: { ...options.competitionPaths },
    seeds,
    workers: Math.min(workers, seeds * competitions.length),
    data_directory: dataDirectory,
    miniature: options.miniature ?? false,
    limits: limitsOf(options),
    gpu_devices: options.gpuDevices ?? null,
    share_cpus: options.shareCpus ?? false,
    share_gpus: options.shareGpus ?? false,
    network: options.network ?? "bridge",
    runtime: options.runtime ?? null,
    container_config: options.containerConfig ?? {},
    obfuscated: options.obfuscated ?? false,
    descriptions: options.descriptions ?? "builtin",
    retain: options.retain ?? false,
    log_limit_bytes: options.logLimitBytes ?? 200e6,
    collect_limits: { ...defaultCollectLimits, ...options.collectLimits },
  };
  createAllocator(allocationRequest(plan, machine));
  return plan;
}

/** What the agent reads of a competition. */
export function describe(
  competition: Competition,
  { description, obfuscated }: Pick<RunAgentsOptions, "description" | "obfuscated">,
): string {
  return description?.(competition) ?? readDescription(competition, obfuscated);
}

/** Seeds outside, competitions inside: as the reference queues them. */
export function tasksOf(plan: GroupPlan): { competitionId: string; seed: number }[] {
  return Array.from({ length: plan.seeds }, (_, seed) =>
    plan.competitions.map((competitionId) => ({ competitionId, seed })),
  ).flat();
}

export function allocationRequest(plan: GroupPlan, machine: Machine): AllocationRequest {
  const { cpus, gpus } = plan.limits;
  return {
    workers: plan.workers,
    ...(cpus !== undefined && { cpus }),
    ...(gpus !== undefined && { gpus }),
    cpuSet: machine.cpuSet,
    cpuQuota: machine.cpuQuota,
    gpuDevices: plan.gpu_devices ?? machine.gpus.map(({ index }) => index),
    shareCpus: plan.share_cpus,
    shareGpus: plan.share_gpus,
  };
}

export function backendPlan(
  plan: GroupPlan,
  agent: Agent,
  competitions: readonly Competition[],
  runGroup: string,
): RunPlan {
  return {
    runGroup,
    isDryRun: false,
    outdatedImage: "warn",
    agent,
    image: plan.image,
    buildCommand: [
      `mlebench agents build ${shellWord(agent.id)}`,
      ...(dirname(agent.directory) === agentsDirectory ? [] : [`--agent-dir ${shellWord(agent.directory)}`]),
      ...(plan.image === agent.name ? [] : [`--tag ${shellWord(plan.image)}`]),
    ].join(" "),
    competitions,
    limits: plan.limits,
    network: plan.network,
    ...(plan.runtime !== null && { runtime: plan.runtime }),
    privileged: plan.agent.privileged,
    obfuscated: plan.obfuscated,
    containerConfig: plan.container_config,
    dataDirectory: plan.data_directory,
  };
}

function limitsOf({ limits = {}, containerConfig = {} }: RunAgentsOptions): RunLimits {
  const given = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
  const { nano_cpus, gpus } = containerConfig;
  const merged: RunLimits = {
    timeoutSeconds: day,
    graceSeconds: 30,
    ...(typeof nano_cpus === "number" && { cpus: nano_cpus / 1e9 }),
    ...(typeof gpus === "number" && gpus !== 0 && { gpus }),
    ...given,
  };
  for (const key of ["timeoutSeconds", "graceSeconds"] as const) {
    if (!(merged[key] >= 0) || !Number.isFinite(merged[key])) {
      throw new UserError(`${merged[key]} is no time limit`, { expected: "a number of seconds" });
    }
  }
  return merged;
}

function wholeNumber(value: number, what: string): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`${what} is ${value}`, { expected: "a whole number above 0" });
}
