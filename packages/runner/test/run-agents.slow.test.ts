import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAgent } from "@mlebench/agents";
import { competitionPaths, UserError } from "@mlebench/core";
import { gradeSubmissions } from "@mlebench/grading";
import { createProcessBackend } from "@mlebench/runner-process";
import { describe, expect, test } from "vitest";
import { lockRunGroup } from "../src/group-lock.js";
import {
  type Backend,
  dryRun,
  lastLogLines,
  type RunPlan,
  type RunRecord,
  readRunGroup,
  resumeRunGroup,
  runAgents,
} from "../src/index.js";
import {
  agentLines,
  copySample,
  isAlive,
  makeAgent,
  miniatures,
  setUp,
  temporaryDirectory,
} from "./harness.js";

interface Only {
  record: RunRecord;
  directory: string;
  log: string;
}

/** The one run of a group. */
async function only(group: ReturnType<typeof runAgents>): Promise<Only> {
  const { runs, directory } = await group;
  const [[id, record], ...others] = Object.entries(runs);
  expect(others).toEqual([]);
  return { record, directory: join(directory, id), log: join(directory, id, "run.log") };
}

describe("runAgents", () => {
  test("runs two miniatures × two seeds with two workers, and what comes out can be graded", async () => {
    const { dataDirectory, competitions } = await miniatures();
    const { options, events } = await setUp(
      `${copySample}\ncat "$DATA_DIR/description.md" > "$LOGS_DIR/agent.log"\necho pass > "$CODE_DIR/train.py"`,
      {
        competitions,
        settings: { nSeeds: 2, nWorkers: 2 },
        description: ({ facts }) => `The task ${facts.id}`,
      },
    );
    const result = await runAgents(options);
    expect(result).toMatchObject({ complete: true, interrupted: false });
    expect(result.runGroup).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-GMT_run-group_fake$/);
    const runs = Object.entries(result.runs);
    expect(runs.map(([, { competition_id, seed }]) => [competition_id, seed])).toEqual([
      [competitions[0].facts.id, 0],
      [competitions[1].facts.id, 0],
      [competitions[0].facts.id, 1],
      [competitions[1].facts.id, 1],
    ]);
    for (const [id, record] of runs) {
      expect(id).toMatch(new RegExp(`^${record.competition_id}_[0-9a-f]{8}-[0-9a-f-]{27}$`));
      expect(record).toMatchObject({ success: true, status: "succeeded", exit_code: 0, attempt: 1 });
      expect(record.submission).toMatchObject({
        kind: "file",
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      const directory = join(result.directory, id);
      expect(readdirSync(directory).sort()).toEqual(["code", "logs", "run.log", "submission"]);
      expect(readFileSync(join(directory, "logs/agent.log"), "utf8")).toBe(
        `The task ${record.competition_id}`,
      );
      expect(readFileSync(join(directory, "run.log"), "utf8")).toMatch(
        /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] \[runner\] \[Worker [01]\] Running seed [01] for \S+ and agent fake\n/,
      );
    }
    expect(readdirSync(result.directory).sort()).toEqual(
      ["metadata.json", "state.json", ...runs.map(([id]) => id)].sort(),
    );
    expect(events.filter(({ type }) => type === "run-ended")).toHaveLength(4);

    const report = await gradeSubmissions(
      runs.map(([id, { competition_id }]) => ({
        competitionId: competition_id,
        submissionPath: join(result.directory, id, "submission/submission.csv"),
      })),
      {
        registry: new URL("../../competitions/src/index.ts", import.meta.url).href,
        dataDirectory,
        version: "0.0.0",
        jobs: 1,
      },
    );
    expect(report).toMatchObject({ total_runs: 4, total_valid_submissions: 4 });
  });

  test("writes metadata as the reference does", async () => {
    const { options } = await setUp(copySample);
    const { metadata, runs, runGroup } = await runAgents(options);
    const written = JSON.parse(readFileSync(metadata, "utf8")) as Record<string, unknown>;
    expect(Object.keys(written).slice(0, 3)).toEqual(["run_group", "created_at", "runs"]);
    expect(written).toMatchObject({ run_group: runGroup, created_at: expect.stringMatching(/-GMT$/) });
    const [id] = Object.keys(runs);
    expect(written.runs).toMatchObject({ [id]: { success: true } });
  });

  const { MLEBENCH_PYTHON: python = "", MLEBENCH_REFERENCE: reference = "" } = process.env;
  test.runIf(python && reference)(
    "writes metadata that the reference's make_submission.py reads",
    async () => {
      const { options } = await setUp(`${copySample}\nmkdir -p "$LOGS_DIR"\necho hi > "$LOGS_DIR/agent.log"`);
      const { metadata, runs, directory } = await runAgents(options);
      const [id] = Object.keys(runs);
      const output = join(directory, "submission.jsonl");
      const script = join(reference, "experiments/make_submission.py");
      execFileSync(python, [script, "--metadata", metadata, "--output", output], {
        stdio: "pipe",
        env: { ...process.env, PYTHONPATH: reference },
      });
      expect(JSON.parse(readFileSync(output, "utf8"))).toEqual({
        competition_id: "spaceship-titanic",
        submission_path: join(directory, id, "submission/submission.csv"),
        logs_path: join(directory, id, "logs/agent.log"),
        code_path: null,
      });
    },
  );

  test("records a failing agent with its exit code, and salvages what it left", async () => {
    const { options } = await setUp(`${copySample}\necho to stderr >&2\nexit 7`);
    const { record, directory, log } = await only(runAgents(options));
    expect(record).toMatchObject({ success: false, status: "failed", exit_code: 7 });
    expect(record.reason).toContain("exit code 7");
    expect(existsSync(join(directory, "submission/submission.csv"))).toBe(true);
    expect(agentLines(log)).toEqual(["to stderr"]);
  });

  test("ends an agent that ignores TERM at its time limit, with all that it started, and collects", async () => {
    const { options } = await setUp(
      `${copySample}
trap '' TERM
setsid bash -c 'trap "" TERM; echo $$ > "$LOGS_DIR/grandchild"; while :; do sleep 0.05; done' &
env -i setsid bash -c 'trap "" TERM; while :; do sleep 0.05; done' &
echo $! > "$LOGS_DIR/bare"
while :; do sleep 0.05; done`,
      { settings: { timeout: 0.7, grace: 0.3 } },
    );
    const { record, directory } = await only(runAgents(options));
    expect(record).toMatchObject({ success: false, status: "timed out" });
    expect(record.seconds).toBeGreaterThan(0.99);
    expect(existsSync(join(directory, "submission/submission.csv"))).toBe(true);
    for (const name of ["grandchild", "bare"]) {
      expect(isAlive(Number(readFileSync(join(directory, "logs", name), "utf8"))), name).toBe(false);
    }
  });

  test("lets an agent that heeds TERM finish within its grace", async () => {
    const { options } = await setUp(`trap '${copySample}; exit 3' TERM\nwhile :; do sleep 0.05; done`, {
      settings: { timeout: 2, grace: 600 },
    });
    const { record } = await only(runAgents(options));
    expect(record).toMatchObject({ status: "timed out", exit_code: 3, submission: { kind: "file" } });
    expect(record.seconds).toBeLessThan(600);
  });

  test("keeps 200 MB of output complete, in odd pieces with split characters, as lines", async () => {
    // 209 MB: "äöü€" is nine bytes, so that many pieces end within a character.
    const { options } = await setUp(
      `yes 'äöü€ 0123456789 äöü€ 0123456789 äöü€ 0123456789' | head -c 209000000`,
      {
        logLimitBytes: 300e6,
      },
    );
    const before = process.memoryUsage().rss;
    const { log } = await only(runAgents(options));
    const memory = process.memoryUsage().rss - before;
    const text = readFileSync(log);
    const line = "[Container] äöü€ 0123456789 äöü€ 0123456789 äöü€ 0123456789\n";
    let count = 0;
    for (let at = text.indexOf(line); at !== -1; at = text.indexOf(line, at + 1)) count++;
    expect(count).toBe(Math.floor(209000000 / 63));
    expect(text.includes("\uFFFD")).toBe(false);
    expect(memory).toBeLessThan(300e6);
  });

  test("stops writing the log at its limit, and counts on", async () => {
    const { options } = await setUp("yes abc | head -n 100000", { logLimitBytes: 4000 });
    const { log } = await only(runAgents(options));
    expect(statSync(log).size).toBeLessThan(100_000);
    expect(agentLines(log)).toHaveLength(1000);
    const text = readFileSync(log, "utf8");
    expect(text).toContain("has reached 4000 bytes");
    expect(text).toContain("Left out of this file: 396000 bytes (99000 line ends)");
  });

  test.each([
    ["a link to /etc/passwd", 'ln -s /etc/passwd "$SUBMISSION_DIR/submission.csv"', "symbolic link"],
    ["a fifo", 'mkfifo "$SUBMISSION_DIR/submission.csv"', "fifo"],
    ["a directory", 'mkdir "$SUBMISSION_DIR/submission.csv"', "directory"],
    ["a sparse file of 1 TB", 'truncate -s 1T "$SUBMISSION_DIR/submission.csv"', "oversized file"],
    ["missing", "true", "missing"],
    ["empty", 'touch "$SUBMISSION_DIR/submission.csv"', "empty file"],
    [
      "in a directory that is a link",
      'rmdir "$SUBMISSION_DIR"; ln -s /etc "$SUBMISSION_DIR"',
      "symbolic link",
    ],
  ])("says what the submission is when it is %s", async (_name, script, kind) => {
    const { options } = await setUp(script);
    const { record, log, directory } = await only(runAgents(options));
    expect(record).toMatchObject({ status: "succeeded", submission: { kind } });
    expect(readFileSync(log, "utf8")).toContain("No submission to grade");
    expect(
      lstatSync(join(directory, "submission/submission.csv"), { throwIfNoEntry: false })?.isFile() ?? false,
    ).toBe(kind === "empty file");
  });

  test("finds the submission beside something far too large", async () => {
    const { options } = await setUp(`truncate -s 1T "$SUBMISSION_DIR/a.bin"\n${copySample}`);
    const { record } = await only(runAgents(options));
    expect(record.submission).toMatchObject({ kind: "file" });
    expect(record.outputs.submission).toMatchObject({ complete: false, files: 1 });
    expect(record.outputs.submission?.notes.join()).toContain("a.bin");
  });

  test("stops at a signal, keeps what there is, and finishes when resumed", async () => {
    const stop = new AbortController();
    const { options } = await setUp(`${copySample}\n[ -e "$AGENT_DIR/../../../go" ] || sleep 60`, {
      settings: { nSeeds: 2 },
      signal: stop.signal,
    });
    const { onEvent } = options;
    options.onEvent = (event) => {
      onEvent?.(event);
      if (event.type === "run-started") setTimeout(() => stop.abort(), 300);
    };
    const first = await runAgents(options);
    expect(first).toMatchObject({ interrupted: true, complete: false });
    expect(Object.values(first.runs).map(({ status }) => status)).toEqual(["interrupted", "pending"]);
    const [id] = Object.keys(first.runs);
    expect(existsSync(join(first.directory, id, "submission/submission.csv"))).toBe(true);
    const metadata = JSON.parse(readFileSync(first.metadata, "utf8")) as {
      runs: object;
      runs_planned: number;
    };
    expect(Object.keys(metadata.runs)).toEqual([id]);
    expect(metadata.runs_planned).toBe(2);

    const { competitions } = await miniatures();
    // Whoever only stops a run group need not hear that the backend would take no more runs.
    const refusing = { ...options.backend, check: () => Promise.reject(new UserError("out of hours")) };
    const toStop = { backend: refusing, agent: options.agent, competition: () => competitions[0] };
    const stopped = await resumeRunGroup(first.directory, { ...toStop, signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ interrupted: true, complete: false });
    await expect(resumeRunGroup(first.directory, toStop)).rejects.toThrow("out of hours");

    writeFileSync(join(first.directory, "go"), "");
    const second = await resumeRunGroup(first.directory, {
      backend: options.backend,
      agent: options.agent,
      competition: () => competitions[0],
      pollMilliseconds: 100,
    });
    expect(second).toMatchObject({ interrupted: false, complete: true, runGroup: first.runGroup });
    expect(Object.keys(second.runs)).toEqual(Object.keys(first.runs));
    expect(Object.values(second.runs).map(({ status, attempt }) => [status, attempt])).toEqual([
      ["succeeded", 2],
      ["succeeded", 1],
    ]);
    expect(existsSync(join(first.directory, id, "attempt-1/submission/submission.csv"))).toBe(true);
  });

  test("reports usage, log lines and the submission while the agent works", async () => {
    const { options, events } = await setUp(
      `printf '\\033[31mred\\033[0m\\n'\n${copySample}\nend=$((SECONDS + 2)); while [ $SECONDS -lt $end ]; do :; done`,
    );
    await runAgents(options);
    expect(events).toContainEqual(expect.objectContaining({ type: "log", line: "red" }));
    expect(events).toContainEqual(expect.objectContaining({ type: "submission", bytes: expect.any(Number) }));
    const usages = events.flatMap((event) => (event.type === "usage" ? [event.usage] : []));
    expect(Math.max(...usages.map(({ cpuCores = 0 }) => cpuCores))).toBeGreaterThan(0);
    expect(Math.max(...usages.map(({ memoryBytes = 0 }) => memoryBytes))).toBeGreaterThan(1e6);
  });

  test("counts the agent's validations by the grading server", async () => {
    const { options, events } = await setUp(
      `${copySample}
bash "$AGENT_DIR/../validate_submission.sh" "$SUBMISSION_DIR/submission.csv"
echo nonsense > "$LOGS_DIR/bad.csv"; bash "$AGENT_DIR/../validate_submission.sh" "$LOGS_DIR/bad.csv"`,
      { backend: createProcessBackend() },
    );
    const { record, directory, log } = await only(runAgents(options));
    expect(agentLines(log).join("\n")).toContain("Submission is valid");
    expect(record.validations).toEqual({ total: 2, valid: 1, invalid: 1, refused: 0, grader_error: 0 });
    expect(readFileSync(join(directory, "validations.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(2);
    expect(events.filter(({ type }) => type === "validation")).toHaveLength(2);
  });

  test("goes on after a run that could not be made, keeps the cause, and makes it when resumed", async () => {
    const inner = createProcessBackend({ startGradingServer: false });
    let broken = true;
    const backend: Backend = {
      ...inner,
      async create(run) {
        const handle = await inner.create(run);
        if (run.seed > 0 || !broken) return handle;
        return {
          ...handle,
          async start() {
            writeFileSync(join(run.runDirectory, "home/logs/entrypoint.log"), "no health");
            throw new UserError("The grading server is not healthy");
          },
        };
      },
    };
    const { options } = await setUp(copySample, { backend, settings: { nSeeds: 2 } });
    const first = await runAgents(options);
    expect(Object.values(first.runs).map(({ status }) => status)).toEqual(["error", "succeeded"]);
    const [[id, record]] = Object.entries(first.runs);
    expect(record.reason).toContain("not healthy");
    expect(readFileSync(join(first.directory, id, "logs/entrypoint.log"), "utf8")).toBe("no health");
    expect(existsSync(join(first.directory, id, "home"))).toBe(false);
    broken = false;
    const { competitions } = await miniatures();
    const second = await resumeRunGroup(first.directory, {
      backend,
      agent: options.agent,
      competition: () => competitions[0],
    });
    expect(Object.values(second.runs).map(({ status, attempt }) => [status, attempt])).toEqual([
      ["succeeded", 2],
      ["succeeded", 1],
    ]);
  });

  test("names the command that brings back data that vanished between two runs", async () => {
    const shared = await miniatures();
    const [competition] = shared.competitions;
    const dataDirectory = mkdtempSync(join(tmpdir(), "mlebench-vanishing-data-"));
    cpSync(shared.dataDirectory, dataDirectory, { recursive: true });
    const { options } = await setUp(copySample, {
      competitions: [competition],
      dataDirectory,
      settings: { nSeeds: 2 },
    });
    const { onEvent } = options;
    const result = await runAgents({
      ...options,
      settings: { ...options.settings, nWorkers: 1 },
      onEvent: (event) => {
        onEvent?.(event);
        if (event.type === "run-ended" && event.record.seed === 0)
          rmSync(competitionPaths(dataDirectory, competition.facts).prepared, { recursive: true });
      },
    });
    const [kept, lost] = Object.values(result.runs);
    expect(kept).toMatchObject({ status: "succeeded", submission: { kind: "file" } });
    expect(lost.status).toBe("error");
    expect(lost.reason).toBe(
      `${competition.facts.id} is not prepared (${dataDirectory}). Run \`mlebench prepare -c ${competition.facts.id}\`.`,
    );
    expect(result.complete).toBe(false);
  });

  test("begins nothing more when the backend as such is broken", async () => {
    const inner = createProcessBackend({ startGradingServer: false });
    let gone = false;
    const backend: Backend = {
      ...inner,
      async check() {
        if (gone) throw new UserError("No engine answers");
      },
      async create() {
        gone = true;
        throw new Error("socket hang up");
      },
    };
    const { options } = await setUp(copySample, { backend, settings: { nSeeds: 5 } });
    const result = await runAgents(options);
    expect(result.stopped).toContain("No engine answers");
    expect(Object.values(result.runs).map(({ status }) => status)).toEqual([
      "error",
      "pending",
      "pending",
      "pending",
      "pending",
    ]);
  });

  test("asks again when waiting fails, and says lost when the agent is gone", async () => {
    const inner = createProcessBackend({ startGradingServer: false });
    let failures = 0;
    const backend: Backend = {
      ...inner,
      async create(run) {
        const handle = await inner.create(run);
        return {
          ...handle,
          async wait(options) {
            if (failures++ === 0) throw new Error("connection reset");
            return handle.wait(options);
          },
        };
      },
    };
    const { options } = await setUp(`${copySample}\nsleep 0.2\nkill -9 $PPID $$`, { backend });
    const { record, log } = await only(runAgents(options));
    expect(record).toMatchObject({ status: "lost", success: false, submission: { kind: "file" } });
    expect(readFileSync(log, "utf8")).toContain("connection reset");
  });

  test("gives secrets to the agent, and to nothing that is written", async () => {
    const secret = ["$", "{{ secrets.TEST_SECRET }}"].join("");
    const agent = makeAgent(
      'echo "$1 $2 $(printf %s "$3$4" | wc -c) $(printf %s "$KEY" | wc -c)"',
      `  kwargs_type: argparse\n  kwargs:\n    model: x\n    key: ${secret}\n  env_vars:\n    KEY: ${secret}\n`,
    );
    const { options } = await setUp("", { agent, environment: { TEST_SECRET: "hush-hush" } });
    const { record, log, directory } = await only(runAgents(options));
    expect(record.status).toBe("succeeded");
    expect(agentLines(log)).toEqual(["--model x 14 9"]);
    for (const name of ["state.json", "metadata.json"]) {
      const text = readFileSync(join(directory, "..", name), "utf8");
      expect(text).not.toContain("hush-hush");
      expect(text).toContain("<secret TEST_SECRET>");
    }
    await expect(runAgents({ ...options, environment: {} })).rejects.toThrow(/TEST_SECRET/);
  });

  test("refuses before anything is made if data is missing or cores do not suffice", async () => {
    const { options } = await setUp("true");
    const empty = temporaryDirectory();
    await expect(runAgents({ ...options, dataDirectory: empty })).rejects.toThrow(
      /spaceship-titanic is not prepared/,
    );
    await expect(runAgents({ ...options, settings: { nSeeds: 9, nWorkers: 9, cpus: 1000 } })).rejects.toThrow(
      /CPU cores/,
    );
    const description = (): string => {
      throw new Error("no description");
    };
    await expect(runAgents({ ...options, description })).rejects.toThrow("no description");
    const check = async (): Promise<never> => {
      throw new UserError("No engine answers");
    };
    await expect(runAgents({ ...options, backend: { ...options.backend, check } })).rejects.toThrow(
      "No engine",
    );
    expect(existsSync(options.runsDirectory)).toBe(false);
  });

  test("says where it may not write, before it asks the backend", async () => {
    const { options } = await setUp("true");
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, "");
    const check = async (): Promise<never> => {
      throw new Error("asked too early");
    };
    const backend = { ...options.backend, check };
    const refused = runAgents({ ...options, backend, runsDirectory: join(file, "runs") });
    await expect(refused).rejects.toThrow(
      /Cannot write the run group's directory: a file exists where a directory is needed/,
    );
    await expect(refused).rejects.toThrow(UserError);
  });

  test("that is complete is resumed without a backend, and knows what its backend was made with", async () => {
    const { options } = await setUp("true", { backendOptions: { base: "mine" } });
    const { directory, runs } = await runAgents(options);
    const check = async (): Promise<never> => {
      throw new Error("no engine");
    };
    const again = await resumeRunGroup(directory, {
      ...options,
      backend: { ...options.backend, check },
      competition: (id) =>
        options.competitions.find(({ facts }) => facts.id === id) ?? options.competitions[0],
    });
    expect(again.runs).toEqual(runs);
    expect(readRunGroup(directory).plan.backend_options).toEqual({ base: "mine" });
  });

  test("says in a dry run what would run", async () => {
    const { options } = await setUp("true", { settings: { nSeeds: 3, nWorkers: 2, timeout: 60 } });
    const { plan, runs, warnings } = await dryRun(options);
    expect(runs.map(({ seed, worker }) => [seed, worker])).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
    ]);
    expect(plan).toMatchObject({ image: "fake", settings: { nWorkers: 2, timeout: 60 } });
    expect(plan.command).toEqual(["bash", "/home/agent/start.sh"]);
    expect(warnings.join()).toContain("has no isolation");
    const asked: string[] = [];
    const backend = { ...options.backend, check: async (one: RunPlan) => void asked.push(one.buildCommand) };
    expect((await dryRun({ ...options, backend })).missing).toEqual([]);
    await dryRun({ ...options, backend, agent: findAgent("dummy"), settings: { image: "mine" } });
    expect(asked).toEqual([
      `mlebench agents build ${options.agent.id} --agent-dir ${options.agent.directory}`,
      "mlebench agents build dummy --tag mine",
    ]);
    expect(existsSync(options.runsDirectory)).toBe(false);
  });

  test("says in a dry run all that is missing", async () => {
    const secret = ["$", "{{ secrets.TEST_SECRET }}"].join("");
    const agent = makeAgent("true", `  env_vars: {KEY: "${secret}"}\n  colour: red\n`);
    const { options } = await setUp("", { agent, environment: {}, dataDirectory: temporaryDirectory() });
    const check = async (plan: RunPlan): Promise<void> => {
      plan.onWarning?.("an old image");
      throw new UserError(`Image \`${plan.image}\` not found`);
    };
    const description = (): string => {
      throw new UserError("no description");
    };
    const backend = { ...options.backend, check };
    const { missing, warnings, plan } = await dryRun({ ...options, backend, description });
    expect(missing).toEqual([
      expect.stringContaining("TEST_SECRET"),
      expect.stringContaining("spaceship-titanic is not prepared"),
      expect.stringContaining("no description"),
      expect.stringContaining("Image `fake` not found"),
    ]);
    expect(warnings).toEqual([
      expect.stringContaining("`colour` is ignored"),
      expect.stringContaining("has no isolation"),
      "an old image",
    ]);
    expect(plan.image).toBe("fake");
    expect(existsSync(options.runsDirectory)).toBe(false);
  });

  test("gives each run its seed, paths, and validation command in the variables of a container", async () => {
    // As in packages/environment, which this package does not import.
    const places = {
      DATA_DIR: "data",
      SUBMISSION_DIR: "submission",
      LOGS_DIR: "logs",
      CODE_DIR: "code",
      AGENT_DIR: "agent",
      INSTRUCTIONS: "instructions.txt",
      VALIDATE_SUBMISSION: "validate_submission.sh",
    };
    const names = Object.keys(places);
    const { options } = await setUp(
      `echo "$SEED"; for name in ${names.join(" ")}; do [ -e "\${!name}" ] && echo "$name \${!name}"; done; grep -c "$SUBMISSION_DIR/submission.csv" "$INSTRUCTIONS"; echo "\${VALIDATION_SERVER-none}"`,
      { settings: { nSeeds: 2 } },
    );
    const { runs, directory } = await runAgents(options);
    const ids = Object.keys(runs);
    expect(ids).toHaveLength(2);
    ids.forEach((id, seed) => {
      const home = join(directory, id, "home");
      const lines = agentLines(join(directory, id, "run.log"));
      expect(lines).toEqual([
        String(seed),
        ...Object.entries(places).map(([name, place]) => `${name} ${join(home, place)}`),
        "1",
        "none",
      ]);
    });
  });

  test("changes arguments and variables of an agent for one group, also when it is resumed, and writes no secret down", async () => {
    const secret = ["$", "{{ secrets.TEST_SECRET }}"].join("");
    const agent = makeAgent(
      'echo "$*|$SEED|$MODE|$(printf %s "$API_KEY$OTHER" | wc -c)"; [ -e "$AGENT_DIR/../../attempt-1" ]',
      "  kwargs_type: omegaconf\n  kwargs: {a.b: 1, c: 2}\n  env_vars: {MODE: slow, API_KEY: x}\n",
    );
    const settings = {
      kwargs: { "a.b": "9", "d.token": "hush-hush" },
      envVars: { MODE: "fast", SEED: "77", API_KEY: "hush-hush", OTHER: secret },
    };
    const { options } = await setUp("", { agent, settings, environment: { TEST_SECRET: "hush" } });
    const first = await only(runAgents(options));
    const said = "a.b=9 c=2 d.token=hush-hush|77|fast|13";
    expect(agentLines(first.log)).toEqual([said]);
    const group = join(first.directory, "..");
    const metadata = JSON.parse(readFileSync(join(group, "metadata.json"), "utf8"));
    expect(metadata.config).toMatchObject({
      command: ["bash", "/home/agent/start.sh", "a.b=9", "c=2", "d.token=<secret>"],
      settings: {
        kwargs: { "a.b": "9", "d.token": "<secret>" },
        env_vars: { MODE: "fast", SEED: "77", API_KEY: "<secret>", OTHER: "<secret TEST_SECRET>" },
      },
    });
    expect(JSON.stringify(metadata)).not.toContain("hush-hush");
    expect(statSync(join(group, "state.json")).mode & 0o77).toBe(0);
    const { kwargs, envVars } = (await dryRun(options)).plan.settings;
    expect({ kwargs, env_vars: envVars }).toEqual({
      kwargs: metadata.config.settings.kwargs,
      env_vars: metadata.config.settings.env_vars,
    });

    // As if its runner had died before anything was begun.
    const state = JSON.parse(readFileSync(join(group, "state.json"), "utf8"));
    for (const { record } of Object.values(state.runs) as { record: RunRecord }[]) record.status = "lost";
    writeFileSync(join(group, "state.json"), JSON.stringify(state));
    const resumed = only(resumeRunGroup(group, { ...options, competition: () => options.competitions[0] }));
    expect(agentLines((await resumed).log)).toEqual([said]);
    expect((await resumed).record).toMatchObject({ status: "succeeded", attempt: 2 });
    await expect(
      runAgents({ ...options, agent: makeAgent("true"), settings: { kwargs: { a: "1" } } }),
    ).rejects.toThrow(/takes no arguments/);
  });

  test("left at once, it kills the agent and collects when it is resumed", async () => {
    const { options, events } = await setUp(
      `trap '' TERM; ${copySample}; echo ready; while :; do sleep 0.1; done`,
      {
        settings: { grace: 1000 },
      },
    );
    const stop = new AbortController();
    const leave = new AbortController();
    const first = await runAgents({
      ...options,
      signal: stop.signal,
      leave: leave.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === "log" && event.line === "ready") stop.abort();
        if (event.type === "run-stopping") leave.abort();
      },
    });
    expect(first).toMatchObject({ complete: false, interrupted: true });
    expect(events.some(({ type }) => type === "run-collected")).toBe(false);
    const [[id]] = Object.entries(first.runs);
    expect(existsSync(join(first.directory, id, "submission"))).toBe(false);
    writeFileSync(join(options.agent.directory, "start.sh"), "echo again\n");
    const second = await resumeRunGroup(first.directory, {
      ...options,
      competition: () => options.competitions[0],
    });
    expect(second.runs[id]).toMatchObject({ status: "succeeded", attempt: 2 });
    expect(existsSync(join(first.directory, id, "attempt-1/submission/submission.csv"))).toBe(true);
  });
});

describe("the end of a log", () => {
  const log = join(temporaryDirectory(), "run.log");

  test("has the last lines, without times, control characters and what is too long", () => {
    const mark = "[2026-01-31 12:00:00,000] [runner] ";
    writeFileSync(
      log,
      `${mark}[Worker 0] Running\n${mark}[Container] \u001b[31mred\u001b[0m\u0007 alert\n\n${mark}[Container] ${"x".repeat(500)}\n${mark}Run ended\n`,
    );
    expect(lastLogLines(log, 3)).toEqual([
      "[Container] red alert",
      `[Container] ${"x".repeat(288)}…`,
      "Run ended",
    ]);
    writeFileSync(log, "y".repeat(200_000));
    expect(lastLogLines(log, 3)).toHaveLength(1);
    expect(lastLogLines(join(log, "not-there"), 3)).toEqual([]);
  });
});

describe("a run group's lock", () => {
  test("keeps a second runner out, and is taken from one that is gone", () => {
    const directory = temporaryDirectory();
    const first = lockRunGroup(directory);
    expect(first.isHeld()).toBe(true);
    expect(() => lockRunGroup(directory)).toThrow(new RegExp(`in use by process ${process.pid}`));
    const mine = JSON.parse(readFileSync(join(directory, "lock"), "utf8")) as Record<string, unknown>;
    writeFileSync(join(directory, "lock"), JSON.stringify({ ...mine, started: "1" }));
    const again = lockRunGroup(directory);
    expect(first.isHeld()).toBe(false);
    first.release();
    expect(existsSync(join(directory, "lock"))).toBe(true);
    again.release();
    expect(readdirSync(directory)).toEqual([]);
    mkdirSync(join(directory, "other"));
    writeFileSync(join(directory, "other/lock"), JSON.stringify({ ...mine, host: "elsewhere" }));
    expect(() => lockRunGroup(join(directory, "other"))).toThrow(/another machine, elsewhere/);
  });
});
