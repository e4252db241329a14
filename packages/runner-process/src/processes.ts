import { hasVariable, listProcesses, type ProcessInfo, withDescendants } from "@mlebench/runner";

/** Set for an agent and inherited by all that it starts, also in sessions of their own. */
export const agentMarker = "MLEBENCH_AGENT_OF_RUN";
/** Set for the supervisor, too. */
export const runMarker = "MLEBENCH_RUN";
export const groupMarker = "MLEBENCH_RUN_GROUP";

/** An agent's processes: those that carry its marker, those of its process group, and their descendants. */
export function agentProcesses(runId: string, agentPid: number | undefined): ProcessInfo[] {
  const all = listProcesses();
  // Process ids are used again: a group with the agent's number may be somebody else's.
  const isForeign = (entry: ProcessInfo | undefined): boolean =>
    entry !== undefined && entry.environment.length > 1 && !hasVariable(entry, runMarker, runId);
  const leader = all.find(({ pid }) => pid === agentPid);
  return withDescendants(
    all,
    (entry) =>
      hasVariable(entry, agentMarker, runId) ||
      (entry.group === agentPid && !isForeign(entry) && !isForeign(leader)),
  );
}
