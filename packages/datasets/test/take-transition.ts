import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { describeError } from "@mlebench/core";
import { type Download, type PrepareDatasetOptions, prepareDataset } from "../src/index.js";
import { fakeCompetition } from "./fake-competition.js";
import type { TransitionRequest } from "./transition-requests.js";

/** Appends to the part as a network would, resumes, and gives the archive its name at the end. */
const downloadFrom =
  (archive: string): Download =>
  async ({ destination }) => {
    const part = `${destination}.part`;
    const bytes = readFileSync(archive);
    const done = existsSync(part) ? statSync(part).size : 0;
    const step = Math.ceil(bytes.length / 8);
    for (let at = done; at < bytes.length; at += step) appendFileSync(part, bytes.subarray(at, at + step));
    renameSync(part, destination);
    return undefined;
  };

/** Prepares the fake competition. @returns the status, or the error for people */
export async function takeTransition(
  { packageDirectory, downloads, prepared, ...options }: TransitionRequest,
  onTransition?: PrepareDatasetOptions["onTransition"],
): Promise<{ output: string; failed: boolean }> {
  const competition = fakeCompetition(packageDirectory, { more: prepared });
  const download = downloads === undefined ? {} : { download: downloadFrom(downloads) };
  try {
    const { status } = await prepareDataset(competition, { ...options, ...download, onTransition });
    return { output: status, failed: false };
  } catch (error) {
    return { output: describeError(error), failed: true };
  }
}
