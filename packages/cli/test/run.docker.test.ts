import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GradingReport } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engineAnswers, ensureBaseImage } from "../../../tooling/docker-base/docker-for-tests.js";
import { createWorld, type Ended, ended, hearErrors, mlebenchProcess, start, type World } from "./harness.js";

const id = "color-guess";
const tag = "mlebench-agent-of-the-command-line:test";
let world: World;
let base: string;
/** Removed at the end, also of tests that failed. */
const images: string[] = [];

describe.skipIf(!engineAnswers("the command line running agents in containers"))("in containers", () => {
  beforeAll(async () => {
    base = await ensureBaseImage();
    world = createWorld();
    world.write("agent/config.yaml", "agent:\n  start: agent/start.sh\n  dockerfile: agent/Dockerfile\n");
    world.write("agent/Dockerfile", "FROM mlebench-env:test\nCOPY start.sh /home/agent/start.sh\n");
    world.write(
      "agent/start.sh",
      "cp /home/data/sample_submission.csv /home/submission/submission.csv\nbash /home/validate_submission.sh /home/submission/submission.csv\n",
    );
    await mlebenchProcess(world, "prepare", "-c", id, "--mini");
  });
  afterAll(async () => {
    world.remove();
    if (images.length > 0) await docker(["rmi", "--force", ...images]);
  });

  const ours = (...args: string[]): Promise<Ended> => mlebenchProcess(world, ...args);

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

    const finished = await ours(
      ...[
        "run",
        "--agent-dir",
        "agent",
        "--image",
        tag,
        "-c",
        id,
        "--mini",
        // Its timer, or a connection, must not keep the program from ending.
        "--timeout",
        "24h",
        "--grade",
        "--json",
      ],
      ...["--grader-base", base, "--grader-node", "host"],
    );
    expect(finished).toMatchObject({ exitCode: 0 });
    expect(finished.stderr).toContain("validated a submission: valid");
    expect((JSON.parse(finished.stdout) as GradingReport).competition_reports).toMatchObject([
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

  test("an image that is older than its folder or environment is refused, and built by --build", async () => {
    // Images of this test's own: others use theirs meanwhile. The folder's name is that of the agent's image.
    const agent = `aging-${process.pid}`;
    const environment = `mlebench-env-aging:${process.pid}`;
    const buildsEnvironment = async (line: string): Promise<void> => {
      world.write("derived/config.yaml", "derived:\n  start: start.sh\n  dockerfile: Dockerfile\n");
      world.write("derived/Dockerfile", `FROM mlebench-env:test\nRUN ${line}\n`);
      world.write("derived/start.sh", "true\n");
      const built = await ours("agents", "build", "--agent-dir", "derived", "--tag", environment);
      expect(built).toMatchObject({ exitCode: 0 });
    };
    const attempt = (...args: string[]): Promise<Ended> =>
      ours(
        ...["run", "--agent-dir", agent, "-c", id, "--mini", "--timeout", "10m", ...args],
        ...["--grader-base", base, "--grader-node", "host", "--network", "none"],
      );
    world.write(`${agent}/config.yaml`, `${agent}:\n  start: start.sh\n  dockerfile: Dockerfile\n`);
    world.write(`${agent}/Dockerfile`, `FROM ${environment}\nCOPY start.sh /home/agent/start.sh\n`);
    world.write(
      `${agent}/start.sh`,
      'echo "first $SEED $DATA_DIR $VALIDATE_SUBMISSION $VALIDATION_SERVER"; exit 1\n',
    );
    images.push(agent, environment);
    await buildsEnvironment("true");
    const missing = await attempt();
    expect(missing).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`Image \`${agent}\` not found`),
    });
    const first = await attempt("--build");
    expect(first.stderr).toContain(`Building ${agent}: image not found`);
    expect(first.stderr).toContain(
      "  | [Container] first 0 /home/data /home/validate_submission.sh http://localhost:5000",
    );

    world.write(`${agent}/start.sh`, "echo second; exit 1\n");
    const refused = await attempt();
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/The image aging-\d+ is out of date: its folder \S+ has changed since/);
    expect(refused.stderr).toContain(` agents build ${agent} --agent-dir ${join(world.directory, agent)}\``);
    expect(refused.stderr).not.toContain("Run group");
    const asItIs = await attempt("--image", agent);
    expect(asItIs.stderr).toMatch(/warning: The image aging-\d+ is out of date.*runs use it as it is/);
    expect(asItIs.stderr).toContain("[Container] first");
    const rebuilt = await attempt("--build");
    expect(rebuilt.stderr).toMatch(/Building aging-\d+: its folder \S+ has changed since/);
    expect(rebuilt.stderr).toContain("[Container] second");
    expect((await attempt("--build")).stderr).not.toContain(`Building ${agent}`);

    // Runs read the configuration from the folder, so it does not age an image.
    world.write(
      `${agent}/config.yaml`,
      `${agent}:\n  start: start.sh\n  dockerfile: Dockerfile\n  env_vars: {A: 1}\n`,
    );
    expect((await attempt()).stderr).toContain("[Container] second");
    await buildsEnvironment("touch /newer");
    const older = await attempt();
    expect(older.exitCode).toBe(1);
    expect(older.stderr).toContain(`The image ${agent} is out of date: ${environment} was rebuilt since`);
  });

  test("the second SIGINT kills the container, and the command that it names collects from it and finishes the group", async () => {
    const image = `stubborn:${process.pid}`;
    images.push(image);
    const builds = async (script: string): Promise<void> => {
      world.write("stubborn/config.yaml", "stubborn:\n  start: start.sh\n  dockerfile: Dockerfile\n");
      world.write("stubborn/Dockerfile", "FROM mlebench-env:test\nCOPY start.sh /home/agent/start.sh\n");
      world.write("stubborn/start.sh", script);
      const built = await ours("agents", "build", "--agent-dir", "stubborn", "--tag", image);
      expect(built).toMatchObject({ exitCode: 0 });
    };
    const copies = "cp $DATA_DIR/sample_submission.csv $SUBMISSION_DIR/submission.csv\n";
    await builds(`trap '' TERM\n${copies}while :; do sleep 0.1; done\n`);
    const child = start(world, [
      ...["run", "--agent-dir", "stubborn", "--image", image, "-c", id, "--mini", "--network", "none"],
      ...["--grace", "10m", "--grader-base", base, "--grader-node", "host", "--json"],
    ]);
    const errors = hearErrors(child);
    const end = ended(child);
    await errors.contains(": submission of");
    const stopping = errors.contains("Press Ctrl-C again");
    child.kill("SIGINT");
    await stopping;
    expect(errors.text()).toContain("Sent SIGTERM to 1 agent; SIGKILL follows after 10 min.");
    child.kill("SIGINT");
    const stopped = await end;
    expect(stopped.exitCode).toBe(130);
    const { run_group: group, directory } = JSON.parse(stopped.stdout);
    expect(errors.text()).toContain(` run clean --run-group ${group}\` discards it`);
    const containers = async (...flags: string[]): Promise<string> =>
      (await docker(["ps", "--quiet", "--filter", `label=mlebench.run-group=${group}`, ...flags])).stdout;
    // Dead, and still there to be collected from.
    expect(await containers("--filter", "name=competition-")).toBe("");
    expect(await containers("--all", "--filter", "name=competition-")).not.toBe("");

    const [, command] =
      /`[^`]*(run --resume \S+ --json)` collects it and repeats the run;/.exec(errors.text()) ?? [];
    await builds(copies);
    const again = await ours(...command.split(" "));
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stderr).toContain("seed 0 (attempt 2): succeeded");
    const [run] = Object.keys(JSON.parse(again.stdout).runs);
    expect(readdirSync(join(directory, run, "attempt-1/submission"))).toEqual(["submission.csv"]);
    expect(await containers("--all")).toBe("");
  });

  test("run clean only says what it would remove when asked to", async () => {
    const cleaned = await ours("run", "clean", "--run-group", "no-such-group", "--dry-run");
    expect(cleaned).toMatchObject({ exitCode: 0, stdout: "" });
  });
});
