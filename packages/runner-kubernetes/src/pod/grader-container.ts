import { serverLimits } from "@mlebench/grading-server";
import { type RunTemplate, validationLimits } from "@mlebench/runner";
import { byteQuantity } from "../quantity.js";
import { type KubernetesSession, serverBytes } from "../session.js";
import { inClaim } from "./agent-container.js";
import { fixedResources, places } from "./places.js";

/** The user of the grading server, as in its image. */
const graderUser = 10_001;

/** What its log and its temporary files take beside a submission. */
const ownBytes = 2 ** 30;

const health =
  'fetch("http://127.0.0.1:5000/health").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))';

/** Bytes that an upload may take, in memory or on disk. */
export function temporaryBytes(): number {
  return serverLimits().uploadBytes + 64 * 2 ** 20;
}

/**
 * The grading server, as a sidecar: it has the network of the Pod, and starts before the agent. The answers are mounted
 * here only.
 */
export function graderContainer(
  run: RunTemplate,
  image: string,
  { settings }: KubernetesSession,
  privatePath: string,
): Record<string, unknown> {
  const { uploadBytes, checkSeconds, rateRequests, rateSeconds } = serverLimits(
    validationLimits(settings.validationsPerMinute),
  );
  const checkBytes = Math.floor(settings.graderMemory - serverBytes);
  return {
    name: "grader",
    image,
    restartPolicy: "Always",
    args: [
      ...["--competition-id", run.competition.facts.id, "--host", "127.0.0.1", "--port", "5000"],
      ...["--log-file", `${places.validations}/validations.jsonl`],
      ...["--max-bytes", String(uploadBytes), "--max-memory", String(checkBytes)],
      ...["--max-seconds", String(checkSeconds), "--rate", `${rateRequests}/${rateSeconds}`],
    ],
    // It listens to the Pod alone, so that no probe reaches it over the network.
    startupProbe: {
      exec: { command: ["node", "-e", health] },
      periodSeconds: 2,
      timeoutSeconds: 10,
      failureThreshold: 150,
    },
    resources: fixedResources({
      cpu: "1",
      memory: byteQuantity(settings.graderMemory),
      ...(run.settings.disk !== undefined && {
        "ephemeral-storage": byteQuantity(temporaryBytes() + ownBytes),
      }),
    }),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsGroup: graderUser,
      runAsNonRoot: true,
      runAsUser: graderUser,
    },
    volumeMounts: [
      {
        name: "private",
        mountPath: `/private/data/${privatePath}`,
        subPath: inClaim(settings.dataPath, privatePath),
        readOnly: true,
      },
      { name: "validations", mountPath: places.validations },
      { name: "grader-tmp", mountPath: "/tmp" },
    ],
  };
}
