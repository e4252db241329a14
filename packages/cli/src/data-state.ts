import { existsSync } from "node:fs";
import { join } from "node:path";
import { readVerification, type VerificationState } from "@mlebench/core";
import { find } from "./competitions.js";

/** What a data directory holds of a competition. */
export type DataState = "absent" | "downloaded" | "raw files" | "miniature" | "prepared" | VerificationState;

/** Prepared data, with what verifying it came to. */
export function preparedText(verification: VerificationState | undefined): string {
  return verification === undefined || verification === "not verified"
    ? "prepared"
    : `prepared, ${verification}`;
}

/** What is in a data directory of a competition, without reading the data. */
export async function dataState(dataDirectory: string, id: string): Promise<DataState> {
  // Most are absent, and loading their packages to find that out would take long.
  if (!existsSync(join(dataDirectory, id))) return "absent";
  const { dataKind, isPrepared, startingPoint } = await import("@mlebench/datasets");
  const competition = await find(id);
  if (isPrepared(competition, dataDirectory)) {
    const { state } = readVerification(dataDirectory, id);
    if (state !== "not verified") return state;
    return dataKind(dataDirectory, id) === "miniature" ? "miniature" : "prepared";
  }
  const start = await startingPoint(competition, { dataDirectory });
  return start === "archive" ? "downloaded" : start === "raw files" ? "raw files" : "absent";
}
