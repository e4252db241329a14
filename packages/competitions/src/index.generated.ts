// Written by `pnpm sync` from competitions/*/facts/competition.json.
import type { Competition } from "@mlebench/core";
import type { CompetitionSummary } from "./summary.js";

export const summaries: readonly CompetitionSummary[] = [
  {
    "id": "spaceship-titanic",
    "package": "@mlebench/competition-spaceship-titanic",
    "name": "Spaceship Titanic",
    "metric": "accuracy",
    "lowerIsBetter": false,
    "splits": [
      "dev",
      "spaceship-titanic"
    ],
    "category": null,
    "sizeGB": null,
    "knownIssues": []
  }
];

export const importers: Readonly<Record<string, () => Promise<{ competition: Competition }>>> = {
  "spaceship-titanic": () => import("@mlebench/competition-spaceship-titanic"),
};
