import type { ContainerNetwork, ToolDriver } from "./tool.js";

/** Podman from 4 on, rootless or not. */
export const podman: ToolDriver = {
  id: "podman",
  programs: ["podman"],
  ownsNetwork: true,
  runCommand: (tool, spec) => [
    tool.program,
    "run",
    "--name",
    spec.name,
    "--interactive",
    "--rm",
    "--pull=never",
    // What is printed comes here; a log of the tool's own would take the disk a second time.
    "--log-driver=none",
    `--network=${networks[spec.network]}`,
    // The user's own id, so that what the agent writes is the user's.
    ...(isRoot() ? [] : ["--userns=keep-id"]),
    "--cap-drop=all",
    "--security-opt=no-new-privileges",
    "--ipc=private",
    `--pids-limit=${spec.pids ?? -1}`,
    ...(spec.shmBytes === undefined ? [] : [`--shm-size=${spec.shmBytes}`]),
    ...(spec.gpus ? ["--device=nvidia.com/gpu=all"] : []),
    ...Object.entries(spec.labels).map(([name, value]) => `--label=${name}=${value}`),
    ...spec.binds.map(
      ({ source, target, readOnly }) => `--volume=${source}:${target}:${readOnly ? "ro" : "rw"}`,
    ),
    `--workdir=${spec.workdir}`,
    `--entrypoint=${JSON.stringify(spec.command.slice(0, 1))}`,
    spec.image.reference,
    ...spec.command.slice(1),
  ],
  execCommand: (tool, { name }, command) => [tool.program, "exec", "--interactive", name, ...command],
  removeCommand: (tool, name) => [tool.program, "rm", "--force", "--time=0", "--ignore", name],
};

const networks: Record<ContainerNetwork, string> = {
  host: "host",
  none: "none",
  private: "slirp4netns",
};

const isRoot = (): boolean => process.getuid?.() === 0;
