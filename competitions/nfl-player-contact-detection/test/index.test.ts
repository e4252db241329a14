import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare, prepareChanged } = createTestHarness(competition);

describe("preparing plays", () => {
  const rows = (path: string): string[][] =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));

  test("every table and every video is on the side of its play, and a play without labels on none", async () => {
    const made = await prepare((out) => competition.miniature.write({ out, seed: 2, size: 60 }));
    const plays = {
      train: new Set(rows(join(made.public, "train_labels.csv")).map((row) => row[1])),
      test: new Set(rows(join(made.private, "test.csv")).map((row) => row[1])),
    };
    for (const [side, expected] of Object.entries(plays)) {
      for (const name of ["baseline_helmets", "player_tracking", "video_metadata"]) {
        const found = new Set(rows(join(made.public, `${side}_${name}.csv`)).map(([play]) => play));
        expect([...found].sort(), `${side}_${name}`).toEqual([...expected].sort());
      }
      const videos = [...expected].flatMap((play) =>
        ["All29", "Endzone", "Sideline"].map((view) => `${play}_${view}.mp4`),
      );
      expect(readdirSync(join(made.public, side)).sort()).toEqual(videos.sort());
    }
  });

  test("a play without its videos is reported", async () => {
    const work = prepare(async (out) => {
      await competition.miniature.write({ out, seed: 2, size: 60 });
      const [video] = readdirSync(join(out, "train")).filter((name) =>
        readFileSync(join(out, "train_labels.csv"), "utf8").includes(name.slice(0, 12)),
      );
      rmSync(join(out, "train", video));
    });
    await expect(work).rejects.toMatchObject({ kind: "user" });
  });

  test("a label that is in plays of both sides is rejected", async () => {
    const work = prepareChanged("train_labels.csv", ([header, ...lines]) => {
      const [first, ...rest] = lines.map((line) => line.split(","));
      return [header, ...[first, ...rest.map((row) => [first[0], ...row.slice(1)])].map((row) => row.join())];
    });
    await expect(work).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining("Duplicate value"),
      details: { file: expect.stringMatching(/train_labels\.csv$/), column: "contact_id" },
    });
  });
});

describe("grading", () => {
  const answers = "contact_id,contact\na,1\nb,0\nc,0\nd,1\n";

  // Scores of the reference.
  test.each([
    ["rows in another order", "d,1\na,0\nc,0\nb,0\n", 0.5773502691896258],
    ["floats that are whole numbers", "a,1.0\nb,0.0\nc,1.0\nd,1.0\n", 0.5773502691896258],
    ["one class only", "a,0\nb,0\nc,0\nd,0\n", 0],
    ["a third class", "a,2\nb,0\nc,0\nd,1\n", 0.6708203932499369],
  ])("%s", async (_, rows, score) => {
    expect(await grade({ submission: `contact_id,contact\n${rows}`, answers })).toBeCloseTo(score, 14);
  });

  test("a probability is rejected with its row", async () => {
    const work = grade({ submission: "contact_id,contact\nb,0\na,0.7\nc,0\nd,1\n", answers });
    await expect(work).rejects.toMatchObject({ kind: "invalid-submission" });
  });
});
