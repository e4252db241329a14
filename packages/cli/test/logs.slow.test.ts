import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type Ended, mlebench, type World } from "./harness.js";

let world: World;
const id = "color-guess";

beforeAll(async () => {
  world = createWorld();
  world.write("copier/config.yaml", "copier: { start: copier/start.sh, dockerfile: copier/Dockerfile }\n");
  world.write("copier/Dockerfile", "FROM mlebench-env\n");
  world.write("copier/start.sh", 'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"\n');
  expect((await mlebench(world, "prepare", "-c", id, "--mini")).exitCode).toBe(0);
});
afterAll(() => world.remove());

const run = (...args: string[]): Promise<Ended> =>
  mlebench(world, "run", "--backend", "process", "--mini", "--agent-dir", "copier", "-c", id, ...args);
const namesIn = (directory: string): string[] => {
  const path = join(world.directory, directory);
  return existsSync(path) ? readdirSync(path) : [];
};
const readLog = (directory: string) =>
  JSON.parse(readFileSync(join(world.directory, directory, namesIn(directory)[0]), "utf8"));

describe("logs of Inspect", () => {
  test("run --log-dir writes one with the scores of --grade, logs writes the same afterwards", async () => {
    const logging = ["--log-dir", "during", "--log-format", "json"];
    const first = await run("--n-seeds", "2", "--grade", ...logging);
    expect(first.exitCode).toBe(0);
    expect(namesIn("during")).toEqual([expect.stringMatching(/_color-guess_\w{22}\.json$/)]);
    expect(first.stderr).toContain(
      `Saved the log to ${join(world.directory, "during", namesIn("during")[0])}`,
    );
    expect(readLog("during")).toMatchObject({
      status: "success",
      eval: { task: "mlebench/color-guess", solver: "copier", model: "none/none", config: { epochs: 2 } },
      results: { total_samples: 2, completed_samples: 2, headline: { score: "any_medal" } },
      samples: [
        { id, epoch: 1, scores: { mle_bench_scorer: { value: { valid_submission: true } } } },
        { id, epoch: 2, scores: { mle_bench_scorer: { value: { valid_submission: true } } } },
      ],
    });
    const [group] = namesIn("runs");
    const later = await mlebench(world, "logs", group, "--log-format", "json", "-o", "later", "--json");
    expect(later.exitCode).toBe(0);
    const { files } = JSON.parse(later.stdout) as { files: string[] };
    expect(files).toEqual([join(world.directory, "later", namesIn("during")[0])]);
    expect(readLog("later")).toEqual(readLog("during"));
    const resumed = await mlebench(world, "run", "--resume", group, "--log-dir", "resumed");
    expect(resumed.exitCode).toBe(0);
    expect(namesIn("resumed")).toEqual([namesIn("during")[0].replace(/json$/, "eval")]);
  });

  test("logs --format atif writes a trajectory of each run", async () => {
    const [group] = namesIn("runs");
    const { exitCode, stdout } = await mlebench(
      world,
      "logs",
      join("runs", group),
      "--format",
      "atif",
      "-o",
      "atif",
    );
    expect(exitCode).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(2);
    expect(readLog("atif")).toMatchObject({ schema_version: "ATIF-v1.8", agent: { name: "copier" } });
  });

  test("a dry run makes no directory for logs; a directory that cannot be one ends a run before it begins", async () => {
    expect((await run("--dry-run", "--log-dir", "dry")).exitCode).toBe(0);
    expect(existsSync(join(world.directory, "dry"))).toBe(false);
    const before = namesIn("runs");
    world.write("file", "");
    const { exitCode, stderr } = await run("--log-dir", "file");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("--log-dir");
    expect(namesIn("runs")).toEqual(before);
  });

  test("what is no run group is named", async () => {
    const { exitCode, stderr } = await mlebench(world, "logs", "nothing", "-o", "none");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("nothing");
    expect(existsSync(join(world.directory, "none"))).toBe(false);
  });
});
