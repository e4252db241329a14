import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PreparedState, VerificationState } from "@mlebench/core";
import type { DatasetState, DatasetStateName } from "@mlebench/datasets";
import { find } from "./competitions.js";

/** What a data directory has of a competition, as `list --json` has always named it. */
export type ListedData =
  | "absent"
  | "downloaded"
  | "raw files"
  | "miniature"
  | Exclude<PreparedState["name"], "not prepared">;

/** What `list` prints about the data of a competition. */
export interface ListedState {
  data: ListedData;
  /** How far the data has come, which also names what is partial. */
  state: DatasetStateName;
}

/** Prepared data and the result of verifying it. */
export function preparedText(verification: VerificationState | undefined): string {
  return verification === undefined || verification === "not verified"
    ? "prepared"
    : `prepared, ${verification}`;
}

export const absentData: ListedState = { data: "absent", state: "absent" };

/** State of a competition's data in a data directory, without reading the data. */
export async function dataState(dataDirectory: string, id: string): Promise<ListedState> {
  // Most are absent, and loading their packages to find that out would take long.
  if (!existsSync(join(dataDirectory, id))) return absentData;
  const { readDatasetState } = await import("@mlebench/datasets");
  const state = await readDatasetState(await find(id), dataDirectory);
  return { data: listedData(state), state: state.name };
}

function listedData({ prepared, raw, archive }: DatasetState): ListedData {
  if (prepared.name !== "not prepared" && prepared.name !== "preparing")
    return prepared.name === "prepared" && prepared.kind === "miniature" ? "miniature" : prepared.name;
  if (raw.name === "extracted") return "raw files";
  return archive.name === "downloaded" ? "downloaded" : "absent";
}

/** The state for a table: what kind of data is prepared, or how far it has come. */
export function listedText({ data, state }: ListedState): string {
  const isFinished = data === "miniature" || state === data;
  return isFinished ? data : state;
}
