import { agentTemplate, findAgent } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { type Competition, competitionPaths } from "@mlebench/core";
import type { RunSettingInputs, RunTemplate } from "@mlebench/runner";
import { readSettings, runSettings, type SettingInputs, withDefaults } from "@mlebench/runner/settings";
import { parseAllDocuments } from "yaml";
import { describeRuns } from "../src/manifests.js";
import { openSession } from "../src/session.js";
import { kubernetesSettings } from "../src/settings.js";
import type { KubernetesObject } from "../src/yaml.js";

/** What the tests look at of a Job. */
export interface JobObject extends KubernetesObject {
  spec: {
    backoffLimit: number;
    ttlSecondsAfterFinished?: number;
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
  };
}

export interface PodSpec extends Readonly<Record<string, unknown>> {
  initContainers: Container[];
  containers: Container[];
  volumes: ({ name: string } & Record<string, unknown>)[];
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  resources: Record<"limits" | "requests", Record<string, string>>;
  securityContext: Record<string, unknown>;
  volumeMounts: { name: string; mountPath: string; subPath?: string; readOnly?: true }[];
}

export const limits: RunSettingInputs = { cpus: 4, memory: "16g", timeout: "2h" };

/** A run on paper with IDs that are always the same. */
export async function template(
  options: {
    competition?: string | Competition;
    agentId?: string;
    seed?: number;
    settings?: RunSettingInputs;
    changes?: Partial<RunTemplate>;
  } = {},
): Promise<RunTemplate> {
  const { competition: which = "spaceship-titanic", agentId = "dummy", seed = 0 } = options;
  const competition = typeof which === "string" ? await findCompetition(which) : which;
  const settings = withDefaults(runSettings, readSettings(runSettings, { ...limits, ...options.settings }));
  const agent = findAgent(agentId);
  const paths = competitionPaths("/data", competition.facts);
  const { command, environment } = agentTemplate(agent);
  return {
    runGroup: `2026-01-31T12-00-00-GMT_run-group_${agent.name}`,
    runId: `${competition.facts.id}_0f3a4c9e-5b1d-4e8f-9a70-00000000000${seed}`,
    seed,
    competition,
    dataDirectory: "/data",
    publicDirectory: paths.public,
    privateDirectory: paths.private,
    image: agent.name,
    command,
    environment: { SEED: [String(seed)], COMPETITION_ID: [competition.facts.id], ...environment },
    description: `# ${competition.facts.name}\n`,
    settings,
    privileged: agent.privileged,
    ...options.changes,
  };
}

/** The manifests of runs, by path. */
export async function manifests(
  runs: readonly RunTemplate[],
  settings: SettingInputs<typeof kubernetesSettings> = {},
): Promise<{
  files: Record<string, string>;
  objects: KubernetesObject[];
  jobs: JobObject[];
  next: readonly string[];
}> {
  const given = readSettings(kubernetesSettings, {
    registry: "registry.example.org/team",
    graderImage: "registry.example.org/team/grader:1",
    ...settings,
  });
  const session = openSession(withDefaults(kubernetesSettings, given));
  const { files, next } = await describeRuns(runs, "/manifests", session);
  const texts = files.flatMap(({ path, bytes }) =>
    path.endsWith(".yaml") && bytes !== undefined ? [[path, Buffer.from(bytes).toString()] as const] : [],
  );
  const objects = texts.flatMap(([, text]) => readObjects(text));
  const jobs = objects.filter(({ kind }) => kind === "Job") as JobObject[];
  return { files: Object.fromEntries(texts), objects, jobs, next };
}

/** Reads YAML as kubectl does, and as other programs do, which must be the same. */
export function readObjects(text: string): KubernetesObject[] {
  const [old, current] = (["1.1", "1.2"] as const).map((version) =>
    parseAllDocuments(text, { version }).map((document) => document.toJS() as KubernetesObject),
  );
  if (JSON.stringify(old) !== JSON.stringify(current))
    throw new Error("The meaning depends on the version of YAML");
  return current;
}
