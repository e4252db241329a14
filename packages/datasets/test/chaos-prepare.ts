import { describeError } from "@mlebench/core";
import { prepareDataset } from "../src/index.js";
import type { ChaosRequest } from "./chaos.js";
import { fakeCompetition } from "./fake-competition.js";

/** Prepares the fake competition with its checksums verified. @returns the status, or the error for people */
export async function prepareForChaos(
  { packageDirectory, gate, dieAt: _, ...options }: ChaosRequest,
  onMessage: (line: string) => void,
): Promise<{ output: string; failed: boolean }> {
  try {
    const competition = fakeCompetition(packageDirectory, { gate });
    const { status, checks } = await prepareDataset(competition, { ...options, onMessage });
    const differing = checks.filter(({ verdict }) => verdict !== "match").length;
    const isGood = differing === 0 && checks.length > 0;
    return { output: isGood ? status : `${differing} of ${checks.length} checks differ`, failed: false };
  } catch (error) {
    return { output: describeError(error), failed: true };
  }
}
