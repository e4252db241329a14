import { UserError } from "@mlebench/core";
import { apptainer } from "./apptainer.js";
import { charliecloud } from "./charliecloud.js";
import { podman } from "./podman.js";
import { findProgram, runProgram } from "./run-program.js";
import { type ContainerToolId, containerToolIds, type InstalledTool, type ToolDriver } from "./tool.js";

const drivers: Record<ContainerToolId, ToolDriver> = { apptainer, podman, charliecloud };

/** What is particular to a tool. */
export function toolDriver(id: ContainerToolId): ToolDriver {
  return drivers[id];
}

/** A tool as it is on this machine; undefined if it is not installed or does not run. */
export async function findTool(id: ContainerToolId): Promise<InstalledTool | undefined> {
  const program = await findProgram(...drivers[id].programs);
  if (program === undefined) return undefined;
  const { exitCode, stdout, stderr } = await runProgram([program, "--version"], { seconds: 60 });
  const version = /\d+(\.\d+)+/.exec(`${stdout}${stderr}`)?.[0];
  if (exitCode !== 0 || version === undefined) return undefined;
  return { id, program, version, isSingularity: /singularity/i.test(stdout) };
}

/**
 * The tool of a name, or else the first one that is installed.
 * @throws UserError if there is none
 */
export async function requireTool(wanted?: ContainerToolId): Promise<InstalledTool> {
  for (const id of wanted === undefined ? containerToolIds : [wanted]) {
    const found = await findTool(id);
    if (found !== undefined) return found;
  }
  const names = (wanted === undefined ? containerToolIds : [wanted]).map((id) => drivers[id].programs[0]);
  throw new UserError(
    wanted === undefined ? "No container tool found" : `Container tool \`${wanted}\` not found`,
    {
      expected: `${names.map((name) => `\`${name}\``).join(", ")} in PATH`,
      hint: "On a cluster, `module load apptainer` or the like may be needed first.",
    },
  );
}
