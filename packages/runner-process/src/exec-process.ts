import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { UserError } from "@mlebench/core";
import { type ExecBytes, type ExecOptions, executeProcess, type RunSpecification } from "@mlebench/runner";
import { onOwnCores } from "./launch.js";
import { agentMarker } from "./processes.js";

/**
 * Executes a command as the agent's own processes are executed: same directory, variables, and cores. It carries the
 * agent's marker, so that it ends with the agent at the latest.
 */
export async function execProcess(
  run: RunSpecification,
  command: readonly string[],
  options: ExecOptions & { home: string; environment: Readonly<Record<string, string>> },
): Promise<ExecBytes> {
  assertOwnUser(options.user);
  options.signal?.throwIfAborted();
  const environment = { ...options.environment, [agentMarker]: run.runId };
  return await executeProcess(
    { command: onOwnCores(run, command), cwd: options.home, environment, marker: randomUUID() },
    options,
  );
}

/** There is no other user here than the one who runs everything. */
function assertOwnUser(user: string | undefined): void {
  const own = userInfo();
  if (user === undefined || user === own.username || user === String(own.uid)) return;
  throw new UserError(`Cannot execute a command as user \`${user}\`: processes have the user of the runner`, {
    expected: `no user, or \`${own.username}\``,
  });
}
