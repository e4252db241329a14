// Written by `pnpm sync` from competitions/*/facts/competition.json.
import type { Competition } from "@mlebench/core";
import type { CompetitionSummary } from "./summary.js";

export const summaries: readonly CompetitionSummary[] = [];

export const importers: Readonly<Record<string, () => Promise<{ competition: Competition }>>> = {
};
