import type { RunSettings } from "../settings/run-settings.js";
import { runSettings } from "../settings/run-settings.js";
import { withDefaults } from "../settings/settings-table.js";
import type { GroupPlan } from "./group-plan.js";
import type { GroupState, RunInternals } from "./group-state.js";

/** `state.json` as it was before settings were declared in one table. */
export interface StateOfVersion1 extends Omit<GroupState, "version" | "plan" | "runs"> {
  version: 1;
  plan: PlanOfVersion1;
  /** The first of these states called an allocation an allotment. */
  runs: Record<
    string,
    Omit<GroupState["runs"][string], "internals"> & {
      internals: RunInternals & { allotment?: RunInternals["allocation"] };
    }
  >;
}

interface PlanOfVersion1 extends Omit<GroupPlan, "settings"> {
  overrides?: { kwargs: Readonly<Record<string, string>>; env_vars: Readonly<Record<string, string>> };
  seeds: number;
  workers: number;
  limits: {
    timeoutSeconds: number;
    graceSeconds: number;
    cpus?: number;
    memoryBytes?: number;
    gpus?: number;
    gpuDriver?: string;
    shmBytes?: number;
    pids?: number;
    diskBytes?: number;
  };
  gpu_devices: readonly string[] | null;
  share_cpus: boolean;
  share_gpus: boolean;
  network: string;
  runtime: string | null;
  container_config: Readonly<Record<string, unknown>>;
  obfuscated: boolean;
  descriptions: string;
  retain: boolean;
}

/** A state of an earlier version as one of today: a group that it began can be resumed. */
export function upgradeState({ plan, runs, ...state }: StateOfVersion1): GroupState {
  const {
    overrides,
    seeds,
    workers,
    limits,
    gpu_devices,
    share_cpus,
    share_gpus,
    network,
    runtime,
    ...rest
  } = plan;
  const { container_config, obfuscated, descriptions, retain, ...kept } = rest;
  return {
    ...state,
    version: 2,
    plan: {
      ...kept,
      settings: withDefaults(runSettings, {
        kwargs: overrides?.kwargs,
        envVars: overrides?.env_vars,
        image: kept.image === kept.agent.name ? undefined : kept.image,
        nSeeds: seeds,
        nWorkers: workers,
        timeout: limits.timeoutSeconds,
        grace: limits.graceSeconds,
        cpus: limits.cpus,
        memory: limits.memoryBytes,
        shmSize: limits.shmBytes,
        disk: limits.diskBytes,
        pids: limits.pids,
        gpus: gpu_devices ?? undefined,
        gpusPerRun: limits.gpus,
        gpuDriver: limits.gpuDriver,
        shareCpus: share_cpus,
        shareGpus: share_gpus,
        network,
        runtime: runtime ?? undefined,
        containerConfig: container_config,
        obfuscated,
        descriptions: descriptionsOf(descriptions),
        retain,
      }),
    },
    runs: Object.fromEntries(
      Object.entries(runs).map(
        ([
          id,
          {
            record,
            internals: { allotment = {}, ...internals },
          },
        ]) => [id, { record, internals: { ...internals, allocation: internals.allocation ?? allotment } }],
      ),
    ),
  };
}

/** The built-in descriptions were called `ours`. */
function descriptionsOf(source: string): RunSettings["descriptions"] {
  return source === "reference" ? "reference" : "builtin";
}
