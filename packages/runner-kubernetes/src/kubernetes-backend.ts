import { UserError } from "@mlebench/core";
import { type BackendManifests, type DescribingBackend, defineBackend } from "@mlebench/runner";
import { readSettings, type SettingInputs, withDefaults } from "@mlebench/runner/settings";
import { checkPlan } from "./check-plan.js";
import { deleteCommand, describeRuns } from "./manifests.js";
import { type KubernetesSession, openSession } from "./session.js";
import { kubernetesSettings } from "./settings.js";

const usage =
  "Write them with `--dry-run -o DIR`, and start the runs with `kubectl apply --server-side -f DIR`.";

/**
 * Describes runs as Jobs of a Kubernetes cluster: an agent, and beside it a grading server, which alone has the answers,
 * and a collector. It connects to no cluster.
 */
export const backend = defineBackend({
  id: "kubernetes",
  settings: kubernetesSettings,
  schedules: true,
  connect: ({ settings }) => openSession(settings),
  check: async (plan, session) => checkPlan(plan, session),
  manifests: manifestsOf,
  create: async () => {
    throw new UserError("The backend `kubernetes` only writes manifests", { hint: usage });
  },
  find: async () => undefined,
  clean: async ({ runGroup }, { settings: { namespace } }) => {
    throw new UserError("The backend `kubernetes` only writes manifests, and cannot look into a cluster", {
      hint: `Run \`${deleteCommand(runGroup, namespace)}\`.`,
    });
  },
});

/** The backend, for `describeRuns` of the runner. */
export function createKubernetesBackend(
  settings: SettingInputs<typeof kubernetesSettings> = {},
): DescribingBackend {
  const given = readSettings(kubernetesSettings, settings, { owner: "backend `kubernetes`" });
  const session = openSession(withDefaults(kubernetesSettings, given));
  return { ...backend.openWith(session), manifests: manifestsOf(session) };
}

function manifestsOf(session: KubernetesSession): BackendManifests {
  return { usage, describe: (runs, directory) => describeRuns(runs, directory, session) };
}
