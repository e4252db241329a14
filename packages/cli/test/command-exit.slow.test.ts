import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, mlebenchProcess, type World } from "./harness.js";

const id = "new-york-city-taxi-fare-prediction";
const attempts = Array.from({ length: 12 }, (_, attempt) => attempt);
let world: World;

beforeAll(async () => {
  world = createWorld();
  const { exitCode } = await mlebenchProcess(world, "prepare", "-c", id, "--mini");
  expect(exitCode).toBe(0);
  const row = "\0,\0\n";
  world.write("nul.csv", `key,fare_amount\n${row.repeat(9914)}`);
  const line = JSON.stringify({ competition_id: id, submission_path: "nul.csv" });
  world.write("lines.jsonl", `${line}\n${line}\n`);
});
afterAll(() => world.remove());

// With Node 20, before there was settleCompiler, every third of these hung: its compiler is at work on the reader of
// such a file when the verdict is there.
describe("a command ends after its verdict", () => {
  test.each(attempts)("validate, attempt %d", async () => {
    const { exitCode, stdout } = await mlebenchProcess(world, "validate", "nul.csv", id, "--mini");
    expect(exitCode).toBe(1);
    expect(stdout).toContain("Submission invalid!");
  });

  test.each(attempts)("grade in threads, attempt %d", async () => {
    const { exitCode } = await mlebenchProcess(
      world,
      ...["grade", "--submission", "lines.jsonl", "--output-dir", "out", "--mini", "-j", "2"],
    );
    expect(exitCode).toBe(0);
  });
});
