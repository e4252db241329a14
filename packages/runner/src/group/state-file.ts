import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { writeFileAtomically } from "@mlebench/disk";
import { writing } from "../full-disk.js";
import { type RecordedPlan, recordPlan, restorePlan, withoutSecrets } from "./group-plan.js";
import type { GroupState } from "./group-state.js";
import { type StateOfVersion1, upgradeState } from "./state-version-1.js";

type RecordedState = Omit<GroupState, "plan"> & { plan: RecordedPlan };

/**
 * The state of a run group.
 * @throws UserError when the directory is not a run group of mlebench, or its state is damaged
 */
export function readGroupState(directory: string): GroupState {
  const file = join(directory, "state.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new UserError("Not a resumable run group: state.json not found", {
      file: directory,
      expected: "a directory such as runs/2026-01-31T12-00-00-GMT_run-group_dummy",
      cause,
    });
  }
  try {
    const state = JSON.parse(text) as RecordedState | StateOfVersion1;
    if (state.version === 1) return upgradeState(state);
    if (state.version === 2) return { ...state, plan: restorePlan(state.plan) };
  } catch (cause) {
    throw new UserError("The run group's state is damaged", { file, cause });
  }
  throw new UserError("The run group's state was written by another version", {
    file,
    expected: "version 1 or 2",
    hint: "Resume it with the version that began it.",
  });
}

/**
 * Writes `state.json`, then `metadata.json` out of it.
 * @throws UserError when the disk is full
 */
export function saveGroupState(directory: string, state: GroupState): void {
  const recorded: RecordedState = { ...state, plan: recordPlan(state.plan) };
  const text = `${JSON.stringify(recorded, null, 1)}\n`;
  writing("the run group's state", directory, () => {
    // Container options, arguments and variables may hold credentials, which resuming needs.
    writeFileAtomically(join(directory, "state.json"), text, { sync: true, mode: 0o600 });
    writeFileAtomically(
      join(directory, "metadata.json"),
      `${JSON.stringify(groupMetadata(state), null, 4)}\n`,
    );
  });
}

/** The reference's three keys first, with the same types; what is ours has other names. Pending runs are not listed. */
export function groupMetadata(state: GroupState): Record<string, unknown> {
  const { plan, hardware, versions, finished_at } = state;
  const begun = Object.entries(state.runs).filter(([, { record }]) => record.status !== "pending");
  return {
    run_group: state.run_group,
    created_at: state.created_at,
    runs: Object.fromEntries(begun.map(([id, { record }]) => [id, record])),
    finished_at,
    runs_planned: Object.keys(state.runs).length,
    agent: plan.agent,
    config: recordPlan(withoutSecrets(plan)),
    hardware,
    versions,
  };
}
