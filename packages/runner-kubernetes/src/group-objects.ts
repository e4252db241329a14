import { UserError } from "@mlebench/core";
import type { RunTemplate } from "@mlebench/runner";
import { groupLabels, nameSegment } from "./names.js";
import { networkOf, networkPolicy } from "./network-policy.js";
import { agentScript } from "./scripts/agent-script.js";
import { collectScript } from "./scripts/collect-script.js";
import type { KubernetesSession } from "./session.js";
import type { KubernetesObject } from "./yaml.js";

/** Kubernetes takes 1 MiB per object. */
const maxDescription = 1_000_000;

/** What all runs of a group share: their programs, and who reaches what. */
export function groupObjects(
  runs: readonly RunTemplate[],
  name: string,
  { settings: { namespace, allowEgress = [] } }: KubernetesSession,
): KubernetesObject[] {
  const [{ runGroup }] = runs;
  const labels = groupLabels(runGroup);
  const networks = [...new Set(runs.map(({ settings }) => networkOf(settings.network)))].sort();
  return [
    ...networks.map((network) => networkPolicy({ network, name, namespace, labels, allowed: allowEgress })),
    configMap(name, { "agent.sh": agentScript, "collect.sh": collectScript }, runGroup, namespace),
  ];
}

/** Name of the object with a competition's description. */
export function descriptionName(groupName: string, competitionId: string): string {
  return `${groupName}-${nameSegment(competitionId, 200)}`;
}

/**
 * The text that agents read about a competition.
 * @throws UserError for one that no object of the cluster can hold
 */
export function descriptionObject(
  { competition, description, runGroup }: RunTemplate,
  groupName: string,
  { settings: { namespace } }: KubernetesSession,
): KubernetesObject {
  const { id } = competition.facts;
  if (Buffer.byteLength(description) > maxDescription) {
    throw new UserError(`The description of ${id} is too long for a ConfigMap`, {
      expected: `at most ${maxDescription} bytes`,
    });
  }
  return configMap(descriptionName(groupName, id), { "description.md": description }, runGroup, namespace);
}

function configMap(
  name: string,
  data: Record<string, string>,
  runGroup: string,
  namespace: string | undefined,
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, ...(namespace !== undefined && { namespace }), labels: groupLabels(runGroup) },
    immutable: true,
    data,
  };
}
