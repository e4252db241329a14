import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GradingReport } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engineAnswers, ensureBaseImage } from "../../../tooling/docker-base/docker-for-tests.js";
import { build, createWorld, type Ended, mlebench, type World } from "./world.js";

const id = "color-guess";
const tag = "mlebench-agent-of-the-command-line:test";
let world: World;
let base: string;

describe.skipIf(!engineAnswers("the command line running agents in containers"))("in containers", () => {
  beforeAll(async () => {
    build();
    base = await ensureBaseImage();
    world = createWorld();
    world.write("agent/config.yaml", "agent:\n  start: agent/start.sh\n  dockerfile: agent/Dockerfile\n");
    world.write("agent/Dockerfile", "FROM mlebench-env:test\nCOPY start.sh /home/agent/start.sh\n");
    world.write(
      "agent/start.sh",
      "cp /home/data/sample_submission.csv /home/submission/submission.csv\nbash /home/validate_submission.sh /home/submission/submission.csv\n",
    );
    await mlebench(world, "prepare", "-c", id, "--mini");
  });
  afterAll(() => world.remove());

  const ours = (...args: string[]): Promise<Ended> => mlebench(world, ...args);

  test("from images to a grading report, for a competition that somebody else made", async () => {
    const environment = await ours(
      "env",
      "build",
      "--no-heavy",
      "--base-image",
      base,
      "--tag",
      "mlebench-env:test",
    );
    expect(environment).toMatchObject({ exitCode: 0 });
    const agent = await ours("agents", "build", "--agent-dir", "agent", "--tag", tag, "--json");
    expect(agent).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(agent.stdout)).toMatchObject({ image: tag, id: expect.stringMatching(/^sha256:/) });

    const began = performance.now();
    const ended = await ours(
      ...[
        "run",
        "--agent-dir",
        "agent",
        "--image",
        tag,
        "-c",
        id,
        "--mini",
        "--timeout",
        "10m",
        "--grade",
        "--json",
      ],
      ...["--grader-base", base, "--grader-node", "host"],
    );
    expect(ended).toMatchObject({ exitCode: 0 });
    // Nothing, such as a connection or the time limit's timer, may keep the program from ending.
    expect(performance.now() - began).toBeLessThan(120_000);
    expect(ended.stderr).toContain("validated a submission: valid");
    expect((JSON.parse(ended.stdout) as GradingReport).competition_reports).toMatchObject([
      { competition_id: id, score: 0.5, valid_submission: true },
    ]);
    const [group] = readdirSync(join(world.directory, "runs"));
    const metadata = JSON.parse(readFileSync(join(world.directory, "runs", group, "metadata.json"), "utf8"));
    expect(Object.values(metadata.runs)).toMatchObject([{ validations: { total: 1, valid: 1 } }]);
    const { stdout } = await docker([
      "ps",
      "--all",
      "--filter",
      `label=mlebench.run-group=${group}`,
      "--quiet",
    ]);
    expect(stdout).toBe("");
  });

  test("run clean only says what it would remove when asked to", async () => {
    const ended = await ours("run", "clean", "--run-group", "no-such-group", "--dry-run");
    expect(ended).toMatchObject({ exitCode: 0, stdout: "" });
  });
});
