import { resolve } from "node:path";
import { type Agent, agentTemplate } from "@mlebench/agents";
import type { Backend } from "../backend/backend.js";
import type { BackendManifests, Manifests, RunTemplate } from "../backend/manifests.js";
import { inspectMachine } from "../machine/machine.js";
import { describedAgent } from "./described-agent.js";
import { type GroupPlan, planOf, withoutSecrets } from "./group-plan.js";
import { newRunId, runGroupName } from "./names.js";
import type { RunAgentsOptions } from "./options.js";
import { backendPlan, checkBackend, planRuns, readRunSettings, tasksOf, warningsOf } from "./plan-runs.js";
import { describedRun, runVariables, timeLimit } from "./specification.js";

/** A run group on paper. */
export interface DescribedRuns extends Manifests {
  runGroup: string;
  /** Without secrets. */
  plan: GroupPlan;
  runs: { runId: string; competitionId: string; seed: number }[];
  /** What the agent's configuration and the backend have to say. */
  warnings: string[];
}

/** A backend that describes runs. */
export type DescribingBackend = Backend & { readonly manifests: BackendManifests };

/**
 * Describes a new run group for the program that will start it. Neither the data nor the agent's secrets must be on this
 * machine. Writes nothing.
 * @param options `directory` is where the manifests will be
 * @throws UserError for what keeps the runs from being described
 */
export async function describeRuns(
  options: RunAgentsOptions & { backend: DescribingBackend; directory: string },
): Promise<DescribedRuns> {
  const { backend, competitions } = options;
  const settings = readRunSettings(options.settings);
  const agent = describedAgent(options, settings);
  const plan = planRuns(
    { ...options, agent, dataDirectory: resolve(options.dataDirectory) },
    settings,
    options.machine ?? inspectMachine(),
  );
  const warnings = new Set(warningsOf(agent));
  if (backend.warning !== undefined) warnings.add(backend.warning);
  const tasks = tasksOf(plan);
  const runGroup = runGroupName(plan.agent.name);
  await checkBackend(backend, plan, {
    ...backendPlan(plan, agent, competitions, runGroup),
    runs: tasks.length,
    isDryRun: true,
    onWarning: (message) => void warnings.add(message),
  });
  const runs = tasks.map((task) => ({ ...task, runId: newRunId(task.competitionId) }));
  const { files, next } = await backend.manifests.describe(
    runs.map((run) => templateOf(run, runGroup, plan, agent, options)),
    options.directory,
  );
  return { runGroup, plan: withoutSecrets(plan), runs, warnings: [...warnings], files, next };
}

function templateOf(
  { runId, competitionId, seed }: DescribedRuns["runs"][number],
  runGroup: string,
  groupPlan: GroupPlan,
  agent: Agent,
  options: RunAgentsOptions,
): RunTemplate {
  const competition = options.competitions.find(({ facts }) => facts.id === competitionId);
  if (competition === undefined) throw new Error(`No competition ${competitionId}`);
  const plan = planOf(groupPlan, competitionId);
  const { command, environment } = agentTemplate(agent);
  const literals = Object.entries(runVariables(plan, { seed, competition_id: competitionId }));
  const [own] = environment.TIME_LIMIT_SECS ?? [];
  return {
    ...describedRun(plan, competition, options),
    runGroup,
    runId,
    seed,
    command,
    environment: {
      ...Object.fromEntries(literals.map(([name, value]) => [name, [value]])),
      ...environment,
      TIME_LIMIT_SECS: [timeLimit(plan.settings, typeof own === "string" ? own : undefined)],
    },
  };
}
