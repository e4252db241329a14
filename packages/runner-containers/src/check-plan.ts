import {
  type ContainerNetwork,
  findProgram,
  type InstalledTool,
  ownNetworkCommand,
  runProgram,
} from "@mlebench/containers";
import { UserError } from "@mlebench/core";
import type { RunPlan } from "@mlebench/runner";

/**
 * Whether runs of a plan can start with a tool on this machine.
 * @throws UserError for what keeps them from starting
 */
export async function checkPlan(plan: RunPlan, tool: InstalledTool): Promise<void> {
  const { containerConfig = {}, network, runtime } = plan.settings;
  const [option] = Object.keys(containerConfig);
  if (option !== undefined) {
    throw new UserError(`Containers without Docker do not take Docker's option \`${option}\``, {
      hint: "Use settings of the run: --memory, --cpus, --shm-size, --disk, --network, --gpus.",
    });
  }
  if (runtime !== undefined) throw new UserError("Containers without Docker have no --runtime");
  if (plan.privileged) {
    throw new UserError("The agent is privileged, which needs Docker", {
      hint: "Remove `privileged` from its config.yaml, or use `--backend docker`.",
    });
  }
  const wanted = containerNetwork(network);
  const available = await availableNetwork(tool, wanted);
  if (available !== wanted)
    plan.onWarning?.(
      "Agents use the network of this machine and reach what listens on it, as `slirp4netns` is not installed. `--network none` gives them none.",
    );
}

/**
 * The network of a container for `--network`.
 * @throws UserError for a name, as only Docker has named networks
 */
export function containerNetwork(setting: string): ContainerNetwork {
  switch (setting) {
    case "bridge":
      return "private";
    case "none":
    case "internal":
      return "none";
    case "host":
      return "host";
  }
  throw new UserError(`Network \`${setting}\` not found`, {
    expected: "bridge, none, internal, or host: containers without Docker have no other networks",
  });
}

/**
 * The network that a container can have here: the machine's own where it could have no way out otherwise.
 * @throws UserError if it was to have no way out, and no network of its own can be made
 */
export async function availableNetwork(
  tool: InstalledTool,
  wanted: ContainerNetwork,
): Promise<ContainerNetwork> {
  if (wanted === "host" || tool.id === "podman") return wanted;
  if (wanted === "private" && (await findProgram("slirp4netns")) === undefined) return "host";
  const { exitCode, stderr } = await runProgram(ownNetworkCommand(["true"]), { seconds: 600 });
  if (exitCode === 0) return wanted;
  if (wanted === "private") return "host";
  throw new UserError(`No network of its own can be made here: ${stderr.trim().split("\n").at(-1)}`, {
    expected: "a kernel that lets users make namespaces, with `unshare`, `ip`, and `setpriv` installed",
    hint: "Use `--network host`.",
  });
}
