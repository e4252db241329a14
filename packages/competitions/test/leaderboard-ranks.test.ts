import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type MedalThresholds, rankScore, readLeaderboard } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { importers } from "../src/importers.js";

/** What the reference makes of the complete leaderboards: fixtures/record_ranks.py. */
interface Recorded {
  teams: number;
  lowerIsBetter: boolean;
  thresholds: MedalThresholds;
  ranks: [score: number, medal: string | null, aboveMedian: boolean][];
}

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures/ranks.json"), "utf8")) as Record<
  string,
  Recorded
>;

describe.each(Object.keys(importers).filter((id) => Object.hasOwn(recorded, id)))("%s", (id) => {
  test("medals begin where the reference's do, and its scores get the reference's ranks", async () => {
    const { competition } = await importers[id]();
    const { medals, lowerIsBetter } = competition.facts;
    const { teams, thresholds, ranks, ...reference } = recorded[id];
    expect(medals).toEqual(thresholds);
    expect(lowerIsBetter).toBe(reference.lowerIsBetter);
    expect(readLeaderboard(competition)).toHaveLength(teams);
    expect(
      ranks.map(([score]) => {
        const { medal, aboveMedian } = rankScore(score, medals, lowerIsBetter);
        return [score, medal, aboveMedian];
      }),
    ).toEqual(ranks);
  });
});
