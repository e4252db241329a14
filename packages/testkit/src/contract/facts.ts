import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type MedalThresholds, medalThresholds, readLeaderboard } from "@mlebench/core";
import { expect } from "vitest";
import type { ContractTest } from "./contract-test.js";
import type { PackageUnderTest } from "./package-under-test.js";

const lfsMark = "version https://git-lfs";

/** True when no score comes after a better one. */
function isBestFirst(scores: ArrayLike<number>, lowerIsBetter: boolean): boolean {
  for (let i = 1; i < scores.length; i++) {
    if (lowerIsBetter ? scores[i - 1] > scores[i] : scores[i - 1] < scores[i]) return false;
  }
  return true;
}

function medalOrder({ gold, silver, bronze, median }: MedalThresholds): number[] {
  return [gold, silver, bronze, median];
}

function readText(tested: PackageUnderTest, path: string): string {
  const text = readFileSync(join(tested.directory, path), "utf8");
  expect(text.startsWith(lfsMark), `${path} is a Git-LFS pointer; commit the file itself`).toBe(false);
  return text;
}

export function factsTests(tested: PackageUnderTest): ContractTest[] {
  const { facts, folder, manifest } = tested;
  const hasLeaderboard = existsSync(join(tested.directory, "facts/leaderboard.csv"));
  const noLeaderboard = hasLeaderboard ? undefined : "no facts/leaderboard.csv";
  return [
    {
      name: "the id, the folder and the package agree",
      check() {
        expect(facts.id).toBe(folder);
        expect(
          manifest.name
            .split("/")
            .at(-1)
            ?.replace(/^(mlebench-)?competition-/, ""),
        ).toBe(folder.toLowerCase());
        expect(
          manifest.mlebench?.competition,
          "package.json: mlebench.competition lets the CLI find it",
        ).toBe(facts.id);
      },
    },
    {
      name: "the facts are complete",
      async check() {
        readText(tested, "facts/competition.json");
        expect(facts).toMatchObject({
          name: expect.stringMatching(/\S/),
          type: expect.stringMatching(/^(simple|code)$/),
          awardsMedals: expect.any(Boolean),
          metric: expect.stringMatching(/\S/),
          lowerIsBetter: expect.any(Boolean),
          scoreType: expect.stringMatching(/^float(64)?$/),
          answers: expect.stringMatching(/^private\/./),
          // Where the public one is zipped, the reference reads a private one.
          sampleSubmission: expect.stringMatching(/^(public|private)\/.*\.csv$/),
          goldSubmission: expect.stringMatching(/^private\/.*\.csv$/),
          splits: expect.any(Array),
          medals: {
            gold: expect.any(Number),
            silver: expect.any(Number),
            bronze: expect.any(Number),
            median: expect.any(Number),
          },
          knownIssues: expect.any(Array),
        });
        expect(facts.category === null || typeof facts.category === "string").toBe(true);
        expect(facts.sizeGB === null || typeof facts.sizeGB === "number").toBe(true);
        expect(facts.sampleSubmissionScore === null || typeof facts.sampleSubmissionScore === "number").toBe(
          true,
        );
        for (const { name, url } of facts.extraRawFiles ?? []) {
          expect(name, "extraRawFiles").toMatch(/^[^./\\][^/\\]*$/);
          expect(url, `extraRawFiles: ${name}`).toMatch(/^https:\/\//);
        }
        const { accessNote } = facts;
        for (const issue of accessNote === undefined
          ? facts.knownIssues
          : [...facts.knownIssues, accessNote]) {
          expect(issue).toMatchObject({
            summary: expect.stringMatching(/\S/),
            source: expect.stringMatching(/\S/),
          });
        }
        const { facts: exported, directory } = await tested.load();
        expect(exported, "src/index.ts passes facts/competition.json on").toEqual(facts);
        expect(directory).toBe(tested.directory);
      },
    },
    {
      name: "better medals need better scores",
      check() {
        expect(medalOrder(facts.medals)).toSatisfy((scores: number[]) =>
          isBestFirst(scores, facts.lowerIsBetter),
        );
      },
    },
    {
      name: "checksums are MD5s of files and of Kaggle's zip",
      check() {
        const checksums = JSON.parse(readText(tested, "facts/checksums.json")) as Record<string, unknown>;
        const { public: publicSums, private: privateSums, zip, contents = {}, ...others } = checksums;
        expect(others, "there is nothing else").toEqual({});
        const sums = [publicSums, privateSums, contents].flatMap((found) => Object.values(found as object));
        for (const path of Object.keys(contents as object)) expect(path).toMatch(/^(public|private)\/[^/]+$/);
        for (const sum of zip === null ? sums : [...sums, zip]) expect(sum).toMatch(/^[0-9a-f]{32}$/);
      },
    },
    {
      name: "kernels are references, one a line",
      check() {
        const lines = readText(tested, "facts/kernels.txt")
          .split("\n")
          .filter((line) => line !== "");
        for (const line of lines) expect(line).toMatch(/^[^\s/]+\/[^\s/]+$/);
      },
    },
    {
      name: "the leaderboard is sorted, best score first",
      skip: noLeaderboard,
      async check() {
        readText(tested, "facts/leaderboard.csv");
        const scores = readLeaderboard(await tested.load());
        expect(scores?.length).toBeGreaterThan(0);
        expect(isBestFirst(scores ?? [], facts.lowerIsBetter)).toBe(true);
      },
    },
    {
      name: "the medal thresholds are the leaderboard's, to the last digit",
      skip: noLeaderboard,
      async check() {
        const scores = readLeaderboard(await tested.load());
        expect(medalThresholds(scores ?? [])).toEqual(facts.medals);
      },
    },
  ];
}
