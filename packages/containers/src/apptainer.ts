import { enterCommand } from "./namespaces.js";
import type { Bind, InstalledTool, ToolDriver } from "./tool.js";

/**
 * Apptainer 1.x, and Singularity from 3.8 on. `--containall` gives a container processes, /dev, and temporary directories
 * of its own; `--no-mount` leaves out what an administrator has set up to be in every container.
 */
export const apptainer: ToolDriver = {
  id: "apptainer",
  programs: ["apptainer", "singularity"],
  ownsNetwork: false,
  runCommand: (tool, spec) => [
    tool.program,
    "--silent",
    "exec",
    "--containall",
    "--cleanenv",
    "--no-home",
    "--no-mount",
    noMount(tool).join(","),
    // Temporary directories are on the disk: in memory they would be 64 MB.
    "--workdir",
    spec.scratch,
    "--writable-tmpfs",
    "--pwd",
    spec.workdir,
    ...spec.binds.flatMap((bind) => ["--bind", bindText(bind)]),
    ...(spec.gpus ? ["--nv"] : []),
    spec.image.reference,
    ...spec.command,
  ],
  execCommand: (_tool, { pid }, command) => enterCommand(pid, command),
  removeCommand: () => undefined,
};

/** Only what the version knows: others are refused by it. */
function noMount({ version, isSingularity }: InstalledTool): string[] {
  const [major, minor] = version.split(".").map(Number);
  const knowsAll = !isSingularity || major > 3 || (major === 3 && minor >= 9);
  return ["home", "cwd", "hostfs", ...(knowsAll ? ["bind-paths"] : [])];
}

function bindText({ source, target, readOnly }: Bind): string {
  return `${source}:${target}:${readOnly ? "ro" : "rw"}`;
}
