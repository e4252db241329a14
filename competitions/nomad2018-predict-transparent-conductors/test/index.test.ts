import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, {
  skip: [
    {
      test: "public files contain no answers",
      reason: "train and test both count their ids from 1, so ids do not tell rows apart; see the test below",
    },
  ],
});

const harness = createTestHarness(competition);
const rowsOf = (...names: string[]) =>
  readFileSync(join(...names), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));

test("no labeled material is in the test set, and every geometry goes with its row", async () => {
  const made = await harness.prepare((raw) => competition.miniature.write({ out: raw, seed: 3, size: 60 }));
  const [header, ...test] = rowsOf(made.public, "test.csv");
  expect(header).not.toContain("formation_energy_ev_natom");
  expect(header).not.toContain("bandgap_energy_ev");
  const [, ...train] = rowsOf(made.public, "train.csv");
  const features = (row: readonly string[]) => row.slice(1, header.length).join();
  const labelled = new Set(train.map(features));
  expect(test.filter((row) => labelled.has(features(row)))).toEqual([]);

  const rawRows = new Map(rowsOf(made.raw, "train.csv", "train.csv").map((row) => [row[6], row[0]]));
  for (const [folder, rows] of Object.entries({ train, test })) {
    for (const row of rows) {
      const geometry = readFileSync(join(made.public, folder, row[0], "geometry.xyz"), "utf8");
      const rawId = rawRows.get(row[6]);
      expect(rawId).toBeDefined();
      expect(geometry).toBe(
        readFileSync(
          // The first material has two, and the second one counts.
          join(made.raw, "train", "train", String(rawId), rawId === "1" ? "geometry_2.xyz" : "geometry.xyz"),
          "utf8",
        ),
      );
    }
  }
});

test("rows are matched by position, whatever their IDs", async () => {
  const header = "id,formation_energy_ev_natom,bandgap_energy_ev";
  const answers = `${header}\n1,0.1,2\n2,0.3,1\n`;
  expect(await harness.grade({ submission: `${header}\n7,0.1,2\n7,0.3,1\n`, answers })).toBe(0);
  expect(await harness.grade({ submission: `${header}\n2,0.3,1\n1,0.1,2\n`, answers })).toBeGreaterThan(0.2);
});
