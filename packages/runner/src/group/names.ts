import { randomUUID } from "node:crypto";
import { timestamp } from "@mlebench/core";

/** `<timestamp>_run-group_<agent's name>`, as the reference names it. */
export function runGroupName(agentName: string, date = new Date()): string {
  return `${timestamp(date)}_run-group_${agentName}`;
}

/** `<competition id>_<UUID>`: the part before the first underscore is the competition. */
export function newRunId(competitionId: string): string {
  return `${competitionId}_${randomUUID()}`;
}
