import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import type { GradingReport } from "@mlebench/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type Ended, mlebench, type World, writeAgent } from "./harness.js";

let world: World;
const id = "color-guess";
const copy = 'cp "$DATA_DIR/sample_submission.csv"';

beforeAll(async () => {
  world = createWorld();
});
afterAll(() => world.remove());

/** Runs an agent into a directory of its own. */
async function run(name: string, script: string, ...args: string[]): Promise<Ended & { runs: string[] }> {
  const directory = `runs-${name}`;
  const ended = await mlebench(
    world,
    ...["run", "--backend", "process", "--mini", "-c", id, "--agent-dir", writeAgent(world, name, script)],
    ...["--run-dir", directory, ...args],
  );
  const groups = readdirSync(join(world.directory, directory));
  const group = join(world.directory, directory, groups[0]);
  const runs = readdirSync(group).filter((entry) => entry.startsWith(`${id}_`));
  return { ...ended, runs: runs.map((entry) => join(group, entry)) };
}

test("nobody else may write to what is made, whatever the umask says", async () => {
  const before = process.umask(0);
  const preparing = mlebench(world, "prepare", "-c", id, "--mini");
  const running = preparing.then(() => {
    process.umask(0);
    return run("open", `${copy} "$SUBMISSION_DIR/submission.csv"`);
  });
  process.umask(before);
  expect(await preparing).toMatchObject({ exitCode: 0 });
  const ended = await running;
  process.umask(before);
  expect(ended).toMatchObject({ exitCode: 0 });
  const writable = readdirSync(world.directory, { recursive: true, encoding: "utf8" }).filter((name) => {
    const status = lstatSync(join(world.directory, name));
    return !/^(agents|node_modules)/.test(name) && !status.isSymbolicLink() && (status.mode & 0o002) !== 0;
  });
  expect(writable).toEqual([]);
});

test.each([
  ["relative", "../code/best.csv"],
  ["absolute", "$CODE_DIR/best.csv"],
  ["container", "/home/code/best.csv"],
])("a submission that is a link to code is graded (%s)", async (name, target) => {
  const script = `${copy} "$CODE_DIR/best.csv"\nln -s "${target}" "$SUBMISSION_DIR/submission.csv"\n`;
  const ended = await run(name, script, "--grade", "--json");
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(ended.stdout) as GradingReport).toMatchObject({
    total_runs: 1,
    total_valid_submissions: 1,
  });
});

test("the rate of validations is a setting, and its refusal says when to try again", async () => {
  const ask = 'curl -s --noproxy "*" -F "file=@$SUBMISSION_DIR/submission.csv" "$VALIDATION_SERVER/validate"';
  const script = `${copy} "$SUBMISSION_DIR/submission.csv"\nfor i in 1 2 3; do ${ask}; done\n`;
  const { exitCode, runs } = await run("asker", script, "--validations-per-minute", "2");
  expect(exitCode).toBe(0);
  const log = readFileSync(join(runs[0], "run.log"), "utf8");
  expect(log.match(/Submission is valid\./g)).toHaveLength(2);
  expect(log).toMatch(/Limit: 2 .*per 60s.*"retry_after_seconds":\d+/);
});

test("parallel runs get the memory that they may really use as their limit", async () => {
  const script = `${copy} "$SUBMISSION_DIR/submission.csv"\necho "$HARDWARE" > "$CODE_DIR/hardware"\n`;
  const { exitCode, runs } = await run("told", script, "--n-seeds", "2", "--n-workers", "2", "--share-cpus");
  expect(exitCode).toBe(0);
  for (const directory of runs) {
    const told = /([\d.]+) GB of memory/.exec(readFileSync(join(directory, "code/hardware"), "utf8"));
    expect(Number(told?.[1])).toBeLessThanOrEqual(totalmem() / 2e9);
  }
});
