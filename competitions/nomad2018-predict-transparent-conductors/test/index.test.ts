import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { competitionContract } from "@mlebench/testkit";
import { afterAll, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, {
  skip: [
    {
      test: "public files give no answers away",
      reason: "train and test both count their ids from 1, so ids do not tell rows apart; see the test below",
    },
  ],
});

const home = mkdtempSync(join(tmpdir(), "mlebench-nomad-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const at = (...names: string[]) => join(home, ...names);
const rowsOf = (...names: string[]) =>
  readFileSync(at(...names), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));

test("no labelled material is in the test set, and every geometry goes with its row", async () => {
  for (const folder of ["raw", "public", "private"]) mkdirSync(at(folder));
  await competition.miniature.write({ out: at("raw"), seed: 3, size: 60 });
  await competition.prepare({ raw: at("raw"), public: at("public"), private: at("private") });
  const [header, ...test] = rowsOf("public", "test.csv");
  expect(header).not.toContain("formation_energy_ev_natom");
  expect(header).not.toContain("bandgap_energy_ev");
  const [, ...train] = rowsOf("public", "train.csv");
  const features = (row: readonly string[]) => row.slice(1, header.length).join();
  const labelled = new Set(train.map(features));
  expect(test.filter((row) => labelled.has(features(row)))).toEqual([]);

  const rawRows = new Map(rowsOf("raw", "train.csv", "train.csv").map((row) => [row[6], row[0]]));
  for (const [folder, rows] of Object.entries({ train, test })) {
    for (const row of rows) {
      const geometry = readFileSync(at("public", folder, row[0], "geometry.xyz"), "utf8");
      const rawId = rawRows.get(row[6]);
      expect(rawId).toBeDefined();
      expect(geometry).toBe(readFileSync(at("raw", "train", "train", String(rawId), "geometry.xyz"), "utf8"));
    }
  }
});

test("rows are matched by position, whatever their ids", async () => {
  const [submission, answers] = [at("submission.csv"), at("answers.csv")];
  const header = "id,formation_energy_ev_natom,bandgap_energy_ev";
  writeFileSync(answers, `${header}\n1,0.1,2\n2,0.3,1\n`);
  writeFileSync(submission, `${header}\n7,0.1,2\n7,0.3,1\n`);
  expect(await competition.grade({ submission, answers })).toBe(0);
  writeFileSync(submission, `${header}\n2,0.3,1\n1,0.1,2\n`);
  expect(await competition.grade({ submission, answers })).toBeGreaterThan(0.2);
});
