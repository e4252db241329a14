import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatVerification, type GradingReport, verificationPath } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createWorld,
  type Ended,
  ended,
  hearErrors,
  mlebench,
  mlebenchWith,
  runGroupsOf,
  start,
  type World,
  writeAgent,
} from "./harness.js";

let world: World;
const id = "color-guess";

beforeAll(async () => {
  world = createWorld();
  const agent = (name: string, script: string): string => writeAgent(world, name, script);
  agent(
    "copier",
    'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"\necho done > "$LOGS_DIR/log.txt"\n',
  );
  agent("sleeper", "sleep 60\n");
  agent(
    "breaker",
    "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i; done\nprintf 'no \\033[31mluck\\n' >&2\nexit 7\n",
  );
  agent("stubborn", "trap '' TERM\necho ready\nwhile :; do sleep 0.1; done\n");
  expect((await mlebench(world, "prepare", "-c", id, "--mini")).exitCode).toBe(0);
});
afterAll(() => world.remove());

const run = (...args: string[]): Promise<Ended> =>
  mlebench(world, "run", "--backend", "process", "--mini", ...args);
const groups = (): string[] => runGroupsOf(world);

describe("run", () => {
  test("runs, grades, and what comes out can be aggregated", async () => {
    const ended = await run("--agent-dir", "agents/copier", "-c", id, "--n-seeds", "2", "--grade", "--json");
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.stderr).toContain("has no isolation");
    const report = JSON.parse(ended.stdout) as GradingReport;
    expect(report).toMatchObject({ total_runs: 2, total_valid_submissions: 2 });
    expect(report.competition_reports.map(({ score }) => score)).toEqual([0.5, 0.5]);

    const [group] = groups();
    const directory = join(world.directory, "runs", group);
    expect(group).toMatch(/_run-group_copier$/);
    expect(JSON.parse(readFileSync(join(directory, "metadata.json"), "utf8"))).toMatchObject({
      run_group: group,
    });
    const made = await mlebench(
      world,
      "make-submission",
      "--metadata",
      join(directory, "metadata.json"),
      "--output",
      "list.jsonl",
    );
    expect(made.exitCode).toBe(0);
    expect(readFileSync(join(world.directory, "list.jsonl"), "utf8").trim().split("\n")).toHaveLength(2);
    const reports = readdirSync(directory).filter((name) => name.endsWith("grading_report.json"));
    world.write("ids.txt", `${id}\n`);
    const mean = await mlebench(
      world,
      ...[
        "aggregate",
        "--grading-reports",
        join(directory, reports[0]),
        "--split",
        "ids.txt",
        "--num-seeds",
        "2",
        "--json",
      ],
    );
    expect(mean).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(mean.stdout)).toMatchObject({
      num_seeds_averaged: 2,
      metrics: { valid_submissions_percentage: { mean: 100, standard_error: 0 } },
    });
  });

  test("aggregate says its warnings once, in whatever format", async () => {
    const [group] = groups();
    const [report] = readdirSync(join(world.directory, "runs", group)).filter((name) =>
      name.endsWith("grading_report.json"),
    );
    for (const format of ["text", "csv"]) {
      const ended = await mlebench(
        world,
        ...["aggregate", "--grading-reports", join("runs", group, report)],
        ...["--split", "ids.txt", "--format", format],
      );
      expect(ended.exitCode).toBe(0);
      expect(`${ended.stdout}${ended.stderr}`.match(/warning: .*miniature/g)).toHaveLength(1);
    }
  });

  test("a run that is too slow is ended, and the exit code says that not all went well", async () => {
    const ended = await run(
      "--agent-dir",
      "agents/sleeper",
      "-c",
      id,
      "--timeout",
      "1s",
      "--grace",
      "1s",
      "--json",
    );
    expect(ended.exitCode).toBe(1);
    const [record] = Object.values(JSON.parse(ended.stdout).runs);
    expect(record).toMatchObject({ status: "timed out", success: false });
  });

  test("failed runs are shown with the end of their logs, and decide the exit code also with --grade", async () => {
    const before = new Set(groups());
    const ended = await run("--agent-dir", "agents/breaker", "-c", id, "--grade", "--json");
    expect(ended.exitCode).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ total_runs: 1, total_runs_with_submissions: 0 });
    const group = groups().find((name) => !before.has(name)) as string;
    const [runId] = readdirSync(join(world.directory, "runs", group)).filter((name) => name.startsWith(id));
    const log = join(world.directory, "runs", group, runId, "run.log");
    const at = ended.stderr.indexOf(
      `${id} seed 0: failed: the agent exited with exit code 7. Last lines of ${log}`,
    );
    expect(at).toBeGreaterThan(0);
    const shown = ended.stderr.slice(at).split("\n").slice(1, 9);
    expect(shown).toContain("  | [Container] no luck");
    expect(shown).toContain("  | [Container] line 12");
    expect(shown).not.toContain("  | [Container] line 2");
    expect(shown.every((line) => line.startsWith("  | "))).toBe(true);
  });

  test("data that failed verification is reported before the runs, and decides the exit code of --grade", async () => {
    const copy = join(world.directory, "differing");
    cpSync(join(world.directory, "cache/mle-bench/miniatures"), copy, { recursive: true });
    const prepared = join(copy, id, "prepared");
    const record = formatVerification(prepared, [{ file: "private/test.csv", outcome: "failed" }]);
    writeFileSync(verificationPath(prepared), record as string);
    const args = ["--agent-dir", "agents/copier", "-c", id, "--data-dir", copy];
    const graded = await run(...args, "--grade");
    expect(graded.exitCode).toBe(1);
    expect(graded.stdout).toContain("scored");
    const told = graded.stderr.indexOf("The data of color-guess failed verification (private/test.csv)");
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(graded.stderr.indexOf(": starting"));
    expect((await run(...args, "--dry-run")).stderr).toContain("failed verification (private/test.csv)");
  });

  test("what is where the submission should be is said when a run is over", async () => {
    world.write("agents/packer/config.yaml", "packer:\n  start: start.sh\n  dockerfile: Dockerfile\n");
    world.write("agents/packer/Dockerfile", "FROM mlebench-env\n");
    world.write(
      "agents/packer/start.sh",
      'gzip -c "$DATA_DIR/sample_submission.csv" > "$SUBMISSION_DIR/submission.csv.gz"\n',
    );
    const ended = await run("--agent-dir", "agents/packer", "-c", id);
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toMatch(/color-guess seed 0: no submission found\. .*`submission\.csv\.gz`.*Unpack/);
  });

  test("every change of a run's state is a line where there is no terminal, for each of parallel runs", async () => {
    const ended = await run(
      ...["--agent-dir", "agents/copier", "-c", id, "--n-seeds", "2", "--n-workers", "2", "--share-cpus"],
    );
    expect(ended.exitCode).toBe(0);
    for (const seed of [0, 1]) {
      const of = ended.stderr
        .split("\n")
        .filter((line) => line.startsWith(`${id} seed ${seed}: `))
        .map((line) => line.slice(`${id} seed ${seed}: `.length).replace(/ after .*/, ""))
        .filter((line) => !line.startsWith("submission"));
      expect(of).toEqual(["starting", "started", "collecting its output", "succeeded"]);
    }
  });

  test("arguments and variables of the agent can be changed for one run group", async () => {
    world.write(
      "agents/teller/config.yaml",
      "teller:\n  start: start.sh\n  dockerfile: Dockerfile\n  note: 1\n  kwargs_type: omegaconf\n  kwargs: {a.b: 1, c: 2}\n  env_vars: {MODE: slow}\n",
    );
    world.write("agents/teller/Dockerfile", "FROM mlebench-env\n");
    world.write("agents/teller/start.sh", 'echo "told $* $MODE $SEED $API_KEY"; exit 1\n');
    const ended = await run(
      ...["--agent-dir", "agents/teller", "-c", id, "--kwargs", "a.b=3", "c=x=y", "--kwargs", "d=4"],
      ...["--env-vars", "MODE=quick", "--env-vars", "API_KEY=hush", "--json"],
    );
    expect(ended.stderr).toContain("  | [Container] told a.b=3 c=x=y d=4 quick 0 hush");
    expect(ended.stderr).toMatch(
      /warning: Agent `teller`: the setting `note` is ignored, as in the Python reference/,
    );
    const { metadata } = JSON.parse(ended.stdout);
    const { config } = JSON.parse(readFileSync(metadata, "utf8"));
    expect(config.settings).toMatchObject({
      kwargs: { "a.b": "3", c: "x=y", d: "4" },
      env_vars: { MODE: "quick", API_KEY: "<secret>" },
    });
  });

  test("the data directory is the option's, else MLEBENCH_DATA_DIR's, else the usual one", async () => {
    const byVariable = { MLEBENCH_DATA_DIR: "by-variable" };
    const prepared = await mlebenchWith(world, byVariable, ["prepare", "-c", id, "--mini"]);
    expect(prepared).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(world.directory, "by-variable", id, "prepared/public"))).toBe(true);
    const dry = async (args: string[], variable: string): Promise<string> => {
      const all = [
        "run",
        "--backend",
        "process",
        "--agent-dir",
        "agents/copier",
        "-c",
        id,
        "--dry-run",
        "--json",
      ];
      const { stdout } = await mlebenchWith(world, { MLEBENCH_DATA_DIR: variable }, [...all, ...args]);
      return JSON.parse(stdout).plan.data_directory;
    };
    expect(await dry([], "by-variable")).toBe(join(world.directory, "by-variable"));
    expect(await dry(["--data-dir", "by-option"], "by-variable")).toBe(join(world.directory, "by-option"));
    expect(await dry(["--mini"], "")).toBe(join(world.directory, "cache/mle-bench/miniatures"));
    expect(await dry([], "")).toBe(join(world.directory, "cache/mle-bench/data"));
  });

  test("a dry run needs neither data nor image nor engine nor secrets, and says that they are missing", async () => {
    world.write(
      "agents/secretive/config.yaml",
      `secretive:\n  start: start.sh\n  dockerfile: Dockerfile\n  env_vars: {KEY: "${["$", "{{ secrets.NOT_SET_HERE }}"].join("")}"}\n`,
    );
    world.write("agents/secretive/Dockerfile", "FROM mlebench-env\n");
    world.write("agents/secretive/start.sh", "true\n");
    const args = [
      "run",
      "--agent-dir",
      "agents/secretive",
      "-c",
      id,
      "--data-dir",
      "nothing-here",
      "--dry-run",
    ];
    const elsewhere = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
    const text = await mlebenchWith(world, elsewhere, args);
    expect(text).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("secretive") });
    expect(text.stderr).toMatch(/missing: .*NOT_SET_HERE/);
    expect(text.stderr).toMatch(/missing: color-guess is not prepared/);
    expect(text.stderr).toMatch(/missing: No Docker engine answers/);
    const json = await mlebenchWith(world, elsewhere, [...args, "--json"]);
    expect(JSON.parse(json.stdout).missing).toHaveLength(3);
  });

  test("the second SIGINT kills at once, says what stays, and the command that it names finishes the group", async () => {
    const competition = join(world.directory, "node_modules/my-colors");
    const child = start(world, [
      ...["run", "--backend", "process", "--mini", "--agent-dir", "agents/stubborn", "-c", competition],
      ...["--grace", "10m", "--grade"],
    ]);
    const errors = hearErrors(child);
    const end = ended(child);
    await errors.contains(": started");
    const stopping = errors.contains("Press Ctrl-C again");
    child.kill("SIGINT");
    await stopping;
    expect(errors.text()).toContain(
      "Sent SIGTERM to 1 agent; SIGKILL follows after 10 min. Then its output is collected.",
    );
    child.kill("SIGINT");
    expect(await end).toMatchObject({ exitCode: 130 });
    const [, command] = /`[^`]*(run --resume \S+ --grade)` collects it/.exec(errors.text()) ?? [];
    expect(errors.text()).toMatch(/`[^`]* run clean --run-group \S+ --backend process` discards it/);
    world.write(
      "agents/stubborn/start.sh",
      'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"\n',
    );
    // From a directory where the competition could not be found by its id.
    mkdirSync(join(world.directory, "elsewhere"), { recursive: true });
    const elsewhere = { ...world, directory: join(world.directory, "elsewhere") };
    const again = await mlebench(elsewhere, ...command.split(" "));
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stderr).toContain("seed 0 (attempt 2): succeeded");
    expect(again.stdout).toContain("scored");
  });

  test("a group resumed without its data names the command that prepares them where the group expects them", async () => {
    const data = join(world.directory, "data of a group");
    const prepared = await mlebench(world, "prepare", "-c", id, "--mini", "--data-dir", data);
    expect(prepared.exitCode).toBe(0);
    const first = await run("--agent-dir", "agents/copier", "-c", id, "--data-dir", data, "--json");
    const { directory } = JSON.parse(first.stdout);
    rmSync(data, { recursive: true });
    const again = await mlebench(world, "run", "--resume", directory, "--json");
    expect(again.exitCode).toBe(1);
    expect(JSON.parse(again.stdout).error).toMatchObject({
      message: `${id} is not prepared`,
      hint: expect.stringMatching(/ prepare -c color-guess --mini --data-dir '.*data of a group'`\.$/),
    });
  });

  test("the configuration file of SETTINGS.md runs as it is, and options win over it", async () => {
    const settings = readFileSync(join(import.meta.dirname, "../SETTINGS.md"), "utf8");
    world.write("bench.yaml", /```yaml\n(.*?)```/s.exec(settings)?.[1] ?? "");
    const config = "my-agent:\n  start: start.sh\n  dockerfile: Dockerfile\n  kwargs_type: omegaconf\n";
    world.write("my-agent/config.yaml", config);
    world.write("my-agent/Dockerfile", "FROM mlebench-env\n");
    world.write("my-agent/start.sh", "true\n");
    const args = ["run", "--config", "bench.yaml", "--n-seeds", "1", "--dry-run", "--json"];
    const ended = await mlebench(world, ...args);
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ended.stdout).plan).toMatchObject({
      backend: "process",
      agent: { id: "my-agent" },
      competitions: ["spaceship-titanic", "leaf-classification"],
      settings: { n_seeds: 1, n_workers: 2, timeout: 1800, memory: 4 * 2 ** 30 },
    });
    const elsewhere = { ...world, directory: join(world.directory, "my-agent") };
    const same = await mlebench(
      elsewhere,
      ...args.map((arg) => (arg === "bench.yaml" ? "../bench.yaml" : arg)),
    );
    expect(JSON.parse(same.stdout).plan.agent).toEqual(JSON.parse(ended.stdout).plan.agent);
    world.write("wrong.yaml", "n_seeds: 2\ntimout: 1h\n");
    const wrong = await mlebench(world, "run", "--config", "wrong.yaml", "--json");
    expect(wrong.exitCode).toBe(1);
    expect(JSON.parse(wrong.stdout).error).toMatchObject({
      message: "Unknown setting `timout`",
      hint: "Did you mean `timeout`?",
      line: 2,
    });
  });

  test("a dry run says what would run, and starts nothing", async () => {
    const before = groups();
    const ended = await run(
      "--agent-dir",
      "agents/copier",
      "-c",
      id,
      "--n-seeds",
      "3",
      "--timeout",
      "2h",
      "--dry-run",
    );
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain("color-guess     0");
    expect(ended.stdout).toContain("2.0 h");
    expect(groups()).toEqual(before);
  });

  test("one SIGINT ends agents and keeps what they left; --resume finishes the group", async () => {
    const before = new Set(groups());
    const child = start(world, [
      "run",
      "--backend",
      "process",
      "--mini",
      "--agent-dir",
      "agents/sleeper",
      "-c",
      id,
      "--grace",
      "1s",
    ]);
    let heard = "";
    const started = new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk) => {
        heard += chunk;
        if (heard.includes(": started")) resolve();
      });
    });
    const end = ended(child);
    await started;
    child.kill("SIGINT");
    expect(await end).toMatchObject({ exitCode: 130 });
    expect(heard).toContain("interrupted");
    const group = groups().find((name) => !before.has(name)) as string;
    world.write(
      "agents/sleeper/start.sh",
      'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"\n',
    );
    const again = await mlebench(world, "run", "--resume", group, "--json");
    expect(again).toMatchObject({ exitCode: 0 });
    const among = { ...world, directory: join(world.directory, "runs") };
    const named = await mlebench(among, "run", "--resume", group, "--json");
    expect(named).toMatchObject({ exitCode: 0, stdout: again.stdout });
    const result = JSON.parse(again.stdout);
    expect(result).toMatchObject({ run_group: group, complete: true });
    expect(Object.values(result.runs)).toMatchObject([{ status: "succeeded", attempt: 2 }]);
  });

  test.each([
    [["-c", id], "Missing agent. Expected `--agent-id` or `--agent-dir`.", 2],
    [["--agent-id", "nobody", "-c", id], "nobody", 1],
    [["--agent-dir", "agents/copier", "-c", id, "--kwargs", "a=1"], "takes no arguments", 1],
    [
      ["--agent-dir", "agents/copier", "-c", id, "--env-vars", "hush"],
      "Missing name in a value of `--env-vars`",
      2,
    ],
    [["--agent-dir", "agents/copier"], "No competition selected", 2],
    [["--agent-dir", "agents/copier", "-c", "spaceship-titanic"], "prepare", 1],
    [["--agent-dir", "agents/copier", "-c", id, "--cpus", "9999"], "9999", 1],
    [["--resume", "no-such-group"], "Not a resumable run group", 1],
    [["--agent-dir", "agents/copier", "-c", id, "--run-dir", "/proc/nowhere"], "--run-dir", 1],
  ] as const)("run %j: one clear message", async (args, message, exitCode) => {
    const ended = await run(...args);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toMatch(/\n +at /);
  });

  test("a folder of one's own is looked at without an image", async () => {
    world.write(
      "agents/pair/config.yaml",
      "pair:\n  start: start.sh\n  dockerfile: Dockerfile\n  extra: 1\n  env_vars: {A: 1}\npair/bad:\n  start: start.sh\n  dockerfile: Dockerfile\n  kwarg: {a: 1}\n",
    );
    world.write("agents/pair/Dockerfile", "FROM mlebench-env\n");
    world.write("agents/pair/start.sh", "true\n");
    const broken = await mlebench(world, "agents", "list", "--agent-dir", "agents/pair", "--json");
    expect(broken.exitCode).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject([{ id: "pair", environment: { A: "1" } }]);
    expect(broken.stderr).toMatch(/warning: .*`extra` is ignored/);
    expect(broken.stderr).toMatch(
      /error: Agent `pair\/bad`: `kwarg` is an unknown setting.*Did you mean `kwargs`/,
    );
    const fine = await mlebench(world, "agents", "list", "--agent-dir", "agents/copier");
    expect(fine).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("agents/copier/start.sh") });
    const unclear = await mlebench(
      world,
      "run",
      "--agent-dir",
      "agents/pair",
      "--agent-id",
      "other",
      "-c",
      id,
    );
    expect(unclear).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("`--agent-id pair`") });
  });

  test("with Plexe's own file, leaves results where Plexe's script does, graded", async () => {
    const directory = join(world.directory, "plexe");
    world.write(
      "plexe/mle-bench-config.yaml",
      `repo_url: https://github.com/openai/mle-bench.git\nrepo_dir: /nowhere\ndatasets: [${id}]\nprovider: openai/gpt-4o\nmax_iterations: 3\ntimeout: 60\n`,
    );
    world.write("plexe/workdir/color-guess/submission.csv", "of an earlier run\n");
    const miniatures = join(world.directory, "cache/mle-bench/miniatures");
    const agent = ["--agent-dir", "../agents/copier", "--agent-id", "copier"];
    const where = ["--backend", "process", "--mini", "--data-dir", miniatures];
    const here = { ...world, directory };
    const ended = await mlebench(here, "run", "--config", "mle-bench-config.yaml", ...agent, ...where);
    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("As Plexe's script does") });
    const read = (path: string) => readFileSync(join(directory, path), "utf8");
    const submission = join(directory, "workdir", id, "submission.csv");
    const [group] = readdirSync(join(directory, "runs"));
    expect(read(`workdir/${id}/submission.csv`)).toBe(
      readFileSync(join(miniatures, id, "prepared/public/sample_submission.csv"), "utf8"),
    );
    expect(JSON.parse(read("submissions.jsonl"))).toEqual({
      competition_id: id,
      submission_path: submission,
    });
    const reports = (path: string) =>
      readdirSync(join(directory, path)).filter((name) => name.endsWith("_grading_report.json"));
    expect(reports("grades")).toEqual(reports(join("runs", group)));
    expect(JSON.parse(read(join("grades", reports("grades")[0])))).toMatchObject({
      total_valid_submissions: 1,
    });

    // A run group that was interrupted is finished the same way.
    rmSync(join(directory, "workdir"), { recursive: true });
    const resume = ["run", "--resume", group, "--agent-dir", "../agents/copier"];
    const resumed = await mlebench(here, ...resume, "--config", "mle-bench-config.yaml", "--no-grade");
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).not.toContain("no effect");
    expect(existsSync(submission)).toBe(true);
    expect(reports("grades")).toHaveLength(1);
  });

  test("aggregate takes an experiment's run groups instead of reports", async () => {
    const [group] = groups();
    world.write("ids.txt", `${id}\n`);
    world.write("runs/run_group_experiments.csv", `experiment_id,run_group\nmine,${group}\nmine,gone\n`);
    const args = ["aggregate", "--split", "ids.txt", "--json"];
    const ended = await mlebench(world, ...args, "--experiment-id", "mine");
    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/Skipped run group gone/) });
    expect(JSON.parse(ended.stdout)).toMatchObject({ num_seeds_averaged: 2 });
    const elsewhere = { ...world, directory: join(world.directory, "agents") };
    const same = await mlebench(
      elsewhere,
      ...["aggregate", "--split", "../ids.txt", "--json", "--experiment-id", "mine", "--run-dir", "../runs"],
    );
    expect(JSON.parse(same.stdout).metrics).toEqual(JSON.parse(ended.stdout).metrics);
    const unknown = await mlebench(world, ...args, "--experiment-id", "other");
    expect(unknown).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/one of mine/) });
    for (const wrong of [[], ["--experiment-id", "mine", "--grading-reports", "x.json"]])
      expect((await mlebench(world, ...args, ...wrong)).exitCode).toBe(2);
  });

  test("the benchmark's own agents are listed, and those of the project's packages", async () => {
    world.write("listed/package.json", '{"name":"listed","dependencies":{"my-agent":"1.0.0"}}');
    world.write(
      "listed/node_modules/my-agent/package.json",
      '{"name":"my-agent","version":"1.0.0","mlebench":{"agent":"mine"}}',
    );
    const listed = { ...world, directory: join(world.directory, "listed") };
    expect((await mlebench(listed, "agents", "list")).stdout).toMatch(/^mine +mlebench-env +in code/m);

    const { stdout } = await mlebench(world, "agents", "list", "--json");
    const ids = (JSON.parse(stdout) as { id: string }[]).map((agent) => agent.id);
    expect(ids).toEqual(expect.arrayContaining(["dummy", "aide", "opendevin", "mlagentbench", "plexe"]));
  });
});
