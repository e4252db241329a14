import { shellWord, UserError } from "@mlebench/core";
import { type GraderContext, graderContext } from "@mlebench/grading-server";
import type { BuildFile, Manifests, RunTemplate } from "@mlebench/runner";
import { descriptionName, descriptionObject, groupObjects } from "./group-objects.js";
import { type JobReferences, runJob } from "./job.js";
import { groupName, labelValue } from "./names.js";
import { secretNames } from "./secret-text.js";
import type { KubernetesSession } from "./session.js";
import { yamlFile } from "./yaml.js";

/** Directory of the files that the grading server's image is built of; `kubectl apply` does not look into it. */
const graderDirectory = "grader-image";

/** Everything that a cluster needs to run a group, and the commands that bring it there. */
export async function describeRuns(
  runs: readonly RunTemplate[],
  directory: string,
  session: KubernetesSession,
): Promise<Manifests> {
  const name = groupName(runs.map(({ runId }) => runId));
  const firstRuns = [...new Map(runs.map((run) => [run.competition.facts.id, run])).values()];
  const grader = graderOf(firstRuns, session);
  const files: BuildFile[] = [
    file(
      "00-run-group.yaml",
      yamlFile(
        `${runs[0].runGroup}: programs of its runs, and what they reach`,
        groupObjects(runs, name, session),
      ),
    ),
    ...firstRuns.map((run) => {
      const { id } = run.competition.facts;
      return file(
        `10-description-${id}.yaml`,
        yamlFile(`What agents read about ${id}`, [descriptionObject(run, name, session)]),
      );
    }),
    ...runs.map((run) => {
      const { id } = run.competition.facts;
      const references: JobReferences = {
        agentImage: agentImage(run, session),
        graderImage: grader.image,
        scripts: name,
        description: descriptionName(name, id),
      };
      const job = runJob(run, references, session);
      return file(`20-run-${job.metadata.name}.yaml`, yamlFile(`${run.runId}, seed ${run.seed}`, [job]));
    }),
    ...grader.files,
  ];
  return { files, next: commands(runs, directory, session, grader) };
}

function file(path: string, text: string): BuildFile {
  return { path, mode: 0o644, bytes: Buffer.from(text) };
}

interface Grader {
  image: string;
  /** Undefined for an image that is in a registry already. */
  context: GraderContext | undefined;
  files: BuildFile[];
}

function graderOf(runs: readonly RunTemplate[], { settings }: KubernetesSession): Grader {
  const { graderImage, graderNode } = settings;
  if (graderImage !== undefined) return { image: graderImage, context: undefined, files: [] };
  const context = graderContext({
    competitions: runs.map(({ competition }) => competition),
    ...(graderNode !== undefined && { node: graderNode }),
  });
  return {
    image: inRegistry(context.tag, settings.registry),
    context,
    files: context.files.map((entry) => ({ ...entry, path: `${graderDirectory}/${entry.path}` })),
  };
}

/** An image that somebody named is taken as it is named. */
function agentImage({ image, settings }: RunTemplate, session: KubernetesSession): string {
  return settings.image ?? inRegistry(image, session.settings.registry);
}

function inRegistry(image: string, registry: string | undefined): string {
  if (registry === undefined) throw new UserError("Nodes do not know where to pull images from");
  return `${registry.replace(/\/+$/, "")}/${image}`;
}

/** What a person does next: images, secrets, and the runs themselves. */
function commands(
  runs: readonly RunTemplate[],
  directory: string,
  session: KubernetesSession,
  { image, context }: Grader,
): string[] {
  const { settings } = session;
  const [run] = runs;
  const agent = agentImage(run, session);
  const base =
    settings.graderBase === undefined ? "" : ` --build-arg BASE_IMAGE=${shellWord(settings.graderBase)}`;
  const secrets = secretNames([...run.command, ...Object.values(run.environment)]);
  const kubectl = settings.namespace === undefined ? "kubectl" : `kubectl -n ${settings.namespace}`;
  return [
    ...(run.settings.image === undefined
      ? [`docker tag ${shellWord(run.image)} ${shellWord(agent)} && docker push ${shellWord(agent)}`]
      : []),
    ...(context === undefined
      ? []
      : [
          `docker build -t ${shellWord(image)}${base} ${shellWord(`${directory}/${graderDirectory}`)} && docker push ${shellWord(image)}`,
        ]),
    ...(secrets.length === 0
      ? []
      : [
          `${kubectl} create secret generic ${settings.agentSecret} ${secrets.map((name) => `--from-literal=${name}="$${name}"`).join(" ")}`,
        ]),
    `kubectl apply --server-side -f ${shellWord(directory)}`,
  ];
}

/** The command that removes a run group from the cluster. */
export function deleteCommand(runGroup: string | undefined, namespace: string | undefined): string {
  const kubectl = namespace === undefined ? "kubectl" : `kubectl -n ${namespace}`;
  const selector =
    runGroup === undefined
      ? "app.kubernetes.io/managed-by=mlebench"
      : `mlebench.run-group=${labelValue(runGroup)}`;
  return `${kubectl} delete jobs,configmaps,networkpolicies -l ${selector}`;
}
