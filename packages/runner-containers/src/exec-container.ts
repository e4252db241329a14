import { randomUUID } from "node:crypto";
import {
  encodeFields,
  encodeLists,
  environmentList,
  execScript,
  type InstalledTool,
  toolDriver,
  toolEnvironment,
} from "@mlebench/containers";
import { UserError } from "@mlebench/core";
import { type ExecBytes, type ExecOptions, execMarker, executeProcess } from "@mlebench/runner";

/** A running container, and what its agent has. */
export interface ExecPlace {
  tool: InstalledTool;
  name: string;
  /** A process of the container. */
  pid: number;
  environment: Readonly<Record<string, string>>;
  home: string;
}

/** Executes a command in a running container, as the agent's user and with the agent's variables. */
export async function execContainer(
  place: ExecPlace,
  command: readonly string[],
  options: ExecOptions,
): Promise<ExecBytes> {
  if (options.user !== undefined)
    throw new UserError(
      `Cannot execute a command as user \`${options.user}\`: containers without Docker have one user`,
    );
  options.signal?.throwIfAborted();
  const marker = randomUUID();
  const inside = ["/bin/bash", "-c", execScript, "mlebench", ...command];
  const variables = { ...place.environment, ...options.environment, [execMarker]: marker };
  return await executeProcess(
    {
      command: toolDriver(place.tool.id).execCommand(
        place.tool,
        { name: place.name, pid: place.pid },
        inside,
      ),
      cwd: "/",
      environment: toolEnvironment(),
      marker,
      preamble: Buffer.concat([encodeLists(environmentList(variables)), encodeFields([place.home])]),
    },
    options,
  );
}
