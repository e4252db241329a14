import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
// @ts-expect-error plain JavaScript without declarations
import { setupOf, setupsTable } from "../carry-setups.mjs";

const root = join(import.meta.dirname, "../../..");

test.each([
  [
    "o3 on a scaffolding , 24 hours, 24 vCPUs, 120GB of RAM and 1 H200 GPU",
    { cpus: "24", memory: "120", gpus: "1 × H200" },
  ],
  [
    "a model, 24 hours, 36 vCPUs, 440 GB RAM, and 2 x A10 GPU or 2 x H20 GPU (depending on running nodes)",
    { cpus: "36", memory: "440", gpus: "2 × A10 or 2 × H20" },
  ],
  [
    "an agent, 24 vCPUs, 220GB of RAM, and 2 × A100-40GB GPUs",
    { cpus: "24", memory: "220", gpus: "2 × A100-40GB" },
  ],
  ["GPT-4o on a scaffolding", { cpus: "", memory: "", gpus: "" }],
])("%s", (notes, expected) => {
  expect(setupOf(notes)).toEqual(expected);
});

test("every published row has its setup, and an experiment without notes is an error", () => {
  const rows = (name: string): string[] =>
    readFileSync(join(root, "packages/reports/facts", name), "utf8")
      .trim()
      .split("\n")
      .slice(1);
  const setups = rows("published-setups.csv");
  const published = rows("published-leaderboard.csv");
  expect(setups.length).toBe(published.length);
  for (const [i, row] of published.entries()) {
    const agentAndModels = /^(?:"[^"]*"|[^,]*),(?:"[^"]*"|[^,]*),/.exec(row)?.[0] ?? row;
    expect(setups[i].startsWith(agentAndModels), row).toBe(true);
  }
  expect(() => setupsTable("| experiment_id | notes |\n")).toThrow("No notes on Disarray");
});
