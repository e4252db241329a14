import { UserError } from "@mlebench/core";
import type { RunPlan } from "@mlebench/runner";
import { networkOf } from "./network-policy.js";
import type { KubernetesSession } from "./session.js";

/**
 * Whether runs of a plan can be described.
 * @throws UserError for what a cluster cannot do
 */
export function checkPlan(plan: RunPlan, { settings }: KubernetesSession): void {
  const given = plan.settings;
  networkOf(given.network);
  requireLimits(plan);
  refuseSettings(plan);
  if (settings.registry === undefined && (given.image === undefined || settings.graderImage === undefined)) {
    throw new UserError("Nodes do not know where to pull images from", {
      expected: "a prefix as `--registry registry.example.org/team`",
      hint: "Or name both images: `--image IMAGE` and `--grader-image IMAGE`.",
    });
  }
  if (given.runtime !== undefined && !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(given.runtime))
    throw new UserError(`Invalid \`--runtime\`: \`${given.runtime}\``, {
      expected: "the name of a RuntimeClass",
    });
  const { runs = 1 } = plan;
  if (runs > given.nWorkers) {
    plan.onWarning?.(
      `Kubernetes does not follow \`--n-workers\`: all ${runs} Jobs may run at the same time. A queue of Kueue or a ResourceQuota limits them.`,
    );
  }
  if (given.obfuscated) {
    plan.onWarning?.(
      "Agents can read the path of the data in its claim, which names the competition, in /proc/self/mountinfo.",
    );
  }
}

/** @throws UserError for a run without limits: what else is on its node would decide how fast it is, and when it ends */
function requireLimits({ settings: { cpus, memory } }: RunPlan): void {
  const missing = [cpus === undefined && "`--cpus`", memory === undefined && "`--memory`"].filter(
    (flag) => flag !== false,
  );
  if (missing.length === 0) return;
  throw new UserError(`A run in Kubernetes requires limits. Missing: ${missing.join(", ")}`, {
    hint: "Use, for example, `--cpus 8 --memory 64g`.",
  });
}

/** @throws UserError for a setting that has no effect in a cluster, although results depend on it */
function refuseSettings({ settings: given }: RunPlan): void {
  const refused: [boolean, string, string][] = [
    [
      given.gpusPerRun === -1,
      "--gpus-per-run -1",
      "Use a number: a cluster gives as many GPUs as are asked for.",
    ],
    [given.gpus !== undefined, "--gpus", "Use `--gpus-per-run`: the cluster chooses the devices."],
    [given.gpuDriver !== undefined, "--gpu-driver", "Use `--gpu-resource NAME`."],
    [given.pids !== undefined, "--pids", "A cluster limits processes for all Pods of a node."],
    [
      Object.keys(given.containerConfig ?? {}).length > 0,
      "--container-config",
      "Use settings of the run: `--memory`, `--cpus`, `--shm-size`, `--disk`, `--network`.",
    ],
    [given.keepSubmissions > 0, "--keep-submissions", "Only the last submission is saved."],
    [given.retryOnError > 0, "--retry-on-error", "Apply the manifest of a failed run again."],
    [given.failOnError !== undefined, "--fail-on-error", "All Jobs are independent."],
  ];
  const found = refused.find(([isGiven]) => isGiven);
  if (found === undefined) return;
  const [, flag, hint] = found;
  throw new UserError(`Kubernetes cannot follow \`${flag}\``, { hint });
}
