import { posix, relative, sep } from "node:path";
import type { RunTemplate } from "@mlebench/runner";
import { groupLabels, jobName, labelValue } from "./names.js";
import { networkLabel, networkOf } from "./network-policy.js";
import { agentContainer } from "./pod/agent-container.js";
import { collectorContainer } from "./pod/collector-container.js";
import { graderContainer, temporaryBytes } from "./pod/grader-container.js";
import { outputs } from "./pod/places.js";
import { byteQuantity } from "./quantity.js";
import type { KubernetesSession } from "./session.js";
import type { KubernetesObject } from "./yaml.js";

/** What a run's Job refers to. */
export interface JobReferences {
  agentImage: string;
  graderImage: string;
  /** ConfigMap of the run group's programs. */
  scripts: string;
  /** ConfigMap of the competition's description. */
  description: string;
}

/** One run as a Job: the agent, and beside it the grading server and the collector. */
export function runJob(
  run: RunTemplate,
  references: JobReferences,
  session: KubernetesSession,
): KubernetesObject {
  const { settings } = session;
  const { id } = run.competition.facts;
  const { timeout, grace, retain, obfuscated } = run.settings;
  const labels = {
    ...groupLabels(run.runGroup),
    "mlebench.competition": labelValue(id),
    "mlebench.seed": String(run.seed),
  };
  const margin = Math.ceil(settings.timeMargin);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: jobName({ ...run, competitionId: obfuscated ? undefined : id }),
      ...(settings.namespace !== undefined && { namespace: settings.namespace }),
      labels: {
        ...labels,
        ...(settings.queue !== undefined && { "kueue.x-k8s.io/queue-name": settings.queue }),
      },
      annotations: { "mlebench.run-group": run.runGroup, "mlebench.run-id": run.runId },
    },
    spec: {
      // An agent that is begun again in another Pod would be a run with two times its limit.
      backoffLimit: 0,
      ...(!retain && { ttlSecondsAfterFinished: Math.ceil(settings.keepJobs) }),
      template: {
        metadata: { labels: { ...labels, [networkLabel]: networkOf(run.settings.network) } },
        spec: {
          restartPolicy: "Never",
          // Of the Pod, not of the Job: that one would count the time in which it waits for a node.
          activeDeadlineSeconds: Math.ceil(timeout + grace) + margin,
          // The collector's time; the agent's own grace period is kept by the program that runs it.
          terminationGracePeriodSeconds: Math.ceil(grace) + margin,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          shareProcessNamespace: false,
          securityContext: { seccompProfile: { type: "RuntimeDefault" } },
          ...podSettings(run, session),
          // Begun in this order before the agent, ended in the opposite order after it.
          initContainers: [
            graderContainer(run, references.graderImage, session, inData(run, run.privateDirectory)),
            collectorContainer(run, references.graderImage, session),
          ],
          containers: [agentContainer(run, references.agentImage, session, inData(run, run.publicDirectory))],
          volumes: volumes(run, references, session),
        },
      },
    },
  };
}

/** Where Pods of a run may be, and what they are. */
function podSettings(
  { settings: { runtime } }: RunTemplate,
  { settings, nodeSelector, tolerations }: KubernetesSession,
): Record<string, unknown> {
  const { serviceAccount, imagePullSecrets = [] } = settings;
  return {
    ...(serviceAccount !== undefined && { serviceAccountName: serviceAccount }),
    ...(runtime !== undefined && { runtimeClassName: runtime }),
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(imagePullSecrets.length > 0 && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
  };
}

/** A path in the data directory. */
function inData(run: RunTemplate, path: string): string {
  return relative(run.dataDirectory, path).split(sep).join(posix.sep);
}

function volumes(
  { settings: { disk, shmSize } }: RunTemplate,
  { scripts, description }: JobReferences,
  { settings: { dataClaim, privateClaim = dataClaim, resultsClaim } }: KubernetesSession,
): Record<string, unknown>[] {
  const claim = (name: string, claimName: string, readOnly: boolean): Record<string, unknown> => ({
    name,
    persistentVolumeClaim: { claimName, ...(readOnly && { readOnly }) },
  });
  const limit = disk === undefined ? {} : { sizeLimit: byteQuantity(disk) };
  return [
    claim("public", dataClaim, true),
    claim("private", privateClaim, true),
    claim("results", resultsClaim, false),
    { name: "scripts", configMap: { name: scripts } },
    { name: "description", configMap: { name: description } },
    ...outputs.map(([name]) => ({ name, emptyDir: { ...limit } })),
    { name: "record", emptyDir: {} },
    { name: "validations", emptyDir: {} },
    { name: "grader-tmp", emptyDir: { sizeLimit: byteQuantity(temporaryBytes()) } },
    ...(shmSize === undefined
      ? []
      : [{ name: "shm", emptyDir: { medium: "Memory", sizeLimit: byteQuantity(shmSize) } }]),
  ];
}
