import { defaultCollectLimits, type RunTemplate } from "@mlebench/runner";
import { byteQuantity } from "../quantity.js";
import type { KubernetesSession } from "../session.js";
import { inClaim } from "./agent-container.js";
import { fixedResources, outputs, places } from "./places.js";

/** How often the collector looks whether the submission has changed. */
const pauseSeconds = 60;

/**
 * Saves what the agent has made, as a sidecar: it ends after the agent, and before the grading server. It has the tools
 * of the grading server's image, and nothing to reveal, whatever links an agent makes.
 */
export function collectorContainer(
  run: RunTemplate,
  image: string,
  { settings: { resultsPath } }: KubernetesSession,
): Record<string, unknown> {
  const { fileBytes, totalBytes, entries } = defaultCollectLimits;
  const { disk = totalBytes } = run.settings;
  const target = inClaim(`${places.results}/${resultsPath ?? ""}`, `${run.runGroup}/${run.runId}`);
  return {
    name: "collector",
    image,
    restartPolicy: "Always",
    command: ["/bin/bash", places.collectScript],
    args: [
      ...["/home", places.record, places.validations, target],
      ...[pauseSeconds, Math.min(fileBytes, disk), Math.min(totalBytes, disk), entries].map(String),
    ],
    // The agent starts when its results can be saved.
    startupProbe: { exec: { command: ["test", "-d", target] }, periodSeconds: 2, failureThreshold: 150 },
    resources: fixedResources({
      cpu: "250m",
      memory: "512Mi",
      ...(run.settings.disk !== undefined && { "ephemeral-storage": byteQuantity(2 ** 30) }),
    }),
    securityContext: {
      allowPrivilegeEscalation: false,
      // Root that may read what an agent has made unreadable.
      capabilities: { drop: ["ALL"], add: ["DAC_OVERRIDE"] },
      runAsUser: 0,
    },
    volumeMounts: [
      ...outputs.map(([name, mountPath]) => ({ name, mountPath, readOnly: true })),
      { name: "record", mountPath: places.record, readOnly: true },
      { name: "validations", mountPath: places.validations, readOnly: true },
      { name: "results", mountPath: places.results },
      { name: "scripts", mountPath: places.collectScript, subPath: "collect.sh", readOnly: true },
    ],
  };
}
