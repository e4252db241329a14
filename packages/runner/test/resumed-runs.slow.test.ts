import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { childEnvironment } from "@mlebench/core";
import { createProcessBackend } from "@mlebench/runner-process";
import { build } from "tsup";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockRunGroup } from "../src/group-lock.js";
import { cleanRuns, defineAgent, type HostedAgent, readRunGroup, resumeRunGroup } from "../src/index.js";
import type { DriverRequest } from "./driver.js";
import { agentLines, copySample, isAlive, makeAgent, miniatures, temporaryDirectory } from "./harness.js";

let program: string;

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-runner-driver-"));
  program = join(directory, "dist/driver.mjs");
  writeFileSync(join(directory, "package.json"), '{ "version": "0.0.0" }');
  mkdirSync(join(directory, "dist"));
  // What the bundled package of the environment reads lies beside its code.
  cpSync(join(import.meta.dirname, "../../environment/files"), join(directory, "files"), { recursive: true });
  await build({
    entry: [join(import.meta.dirname, "driver.ts")],
    outDir: join(directory, "dist"),
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    target: "node20",
    platform: "node",
    noExternal: [/./],
    banner: {
      js: 'import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);',
    },
    config: false,
    silent: true,
    dts: false,
    esbuildOptions: (options) => {
      options.conditions = ["@mlebench/source"];
    },
  });
});

afterAll(() => rmSync(join(program, "../.."), { recursive: true, force: true }));

/** Prints numbered lines with characters of several bytes, in pieces, for about a second. */
const talk = `for i in $(seq 1 40); do for j in $(seq 1 25); do printf 'äöü€ %s\\n' $((i * 25 + j)); done; sleep 0.02; done`;
const spoken = Array.from({ length: 1000 }, (_, index) => `äöü€ ${index + 26}`);

/** Runs the driver until it kills itself. */
async function driveToDeath(request: DriverRequest): Promise<void> {
  const child = spawn(process.execPath, [program], {
    stdio: ["pipe", "inherit", "inherit"],
    env: childEnvironment(),
  });
  child.stdin.end(JSON.stringify(request));
  const signal = await new Promise((resolve) => child.once("exit", (_code, name) => resolve(name)));
  expect(signal).toBe("SIGKILL");
}

async function killed(
  script: string,
  dieAt: string,
  changes: {
    count?: number;
    timeoutSeconds?: number;
    name?: string;
    failing?: boolean;
    hosted?: HostedAgent;
  } = {},
): Promise<{
  group: string;
  resume: () => ReturnType<typeof resumeRunGroup>;
  killAgain: (dieAt: string) => Promise<void>;
}> {
  const { dataDirectory, competitions } = await miniatures();
  const agent = makeAgent(script, "", changes.name);
  const runsDirectory = join(temporaryDirectory(), "runs");
  const request: DriverRequest = {
    agent: agent.directory,
    facts: competitions[0].facts,
    dataDirectory,
    runsDirectory,
    timeoutSeconds: changes.timeoutSeconds ?? 30,
    dieAt,
    count: changes.count ?? 1,
    ...(changes.failing === true && { failing: true }),
    ...(changes.hosted !== undefined && { hosted: true }),
  };
  await driveToDeath(request);
  const [name] = readdirSync(runsDirectory);
  const group = join(runsDirectory, name);
  return {
    group,
    killAgain: (point) => driveToDeath({ ...request, dieAt: point, count: 1, resume: group }),
    resume: () =>
      resumeRunGroup(group, {
        backend: createProcessBackend({ startGradingServer: false }),
        agent: changes.hosted ?? agent,
        competition: () => competitions[0],
        pollMilliseconds: 100,
      }),
  };
}

describe("a runner killed with SIGKILL", () => {
  test.concurrent.each([
    ["group-started", 1, 1],
    ["run-starting", 1, 2],
    ["created", 1, 2],
    ["begun", 1, 1],
    ["run-started", 1, 1],
    ["log", 4, 1],
    ["run-collecting", 1, 1],
    ["run-collected", 1, 1],
    ["destroying", 1, 1],
  ])("at %s (%i) costs no line of output and no result; attempts: %i", async (dieAt, count, attempt) => {
    const { group, resume } = await killed(`${copySample}\n${talk}`, dieAt, { count });
    expect(JSON.parse(readFileSync(join(group, "metadata.json"), "utf8"))).toMatchObject({ runs: {} });
    const result = await resume();
    expect(result).toMatchObject({ complete: true, interrupted: false });
    const [[id, record]] = Object.entries(result.runs);
    expect(record).toMatchObject({
      status: "succeeded",
      exit_code: 0,
      attempt,
      submission: { kind: "file" },
    });
    const directory = join(group, id);
    expect(agentLines(join(directory, "run.log"))).toEqual(spoken);
    expect(readdirSync(group).sort()).toEqual([id, "metadata.json", "state.json"].sort());
    // A short run may end before its usage is looked at.
    const names = readdirSync(directory).filter(
      (name) => !name.startsWith("attempt-") && name !== "usage.json",
    );
    expect(names.sort()).toEqual(["code", "logs", "run.log", "submission"]);
  });

  test.concurrent.each([
    ["beginAttempt", "before saving starting", 1],
    ["beginAttempt", "after saving starting", 2],
    ["agentStarted", "before saving running", 1],
    ["agentStarted", "after saving running", 1],
    ["agentEnded", "before saving collecting", 1],
    ["agentEnded", "after saving collecting", 1],
    ["concludeRun", "before saving succeeded", 1],
    ["concludeRun", "after saving succeeded", 1],
  ])("during %s, %s, costs no result; attempts: %i", async (_change, dieAt, attempt) => {
    const { resume } = await killed(`${copySample}\necho done`, dieAt);
    expect(Object.values((await resume()).runs)).toMatchObject([
      { status: "succeeded", attempt, submission: { kind: "file" } },
    ]);
  });

  test.concurrent.each([
    ["before saving error", 2],
    ["after saving error", 2],
  ])("during failRun, %s, starts the run again; attempts: %i", async (dieAt, attempt) => {
    const { resume } = await killed(copySample, dieAt, { failing: true });
    expect(Object.values((await resume()).runs)).toMatchObject([{ status: "succeeded", attempt }]);
  });

  test.concurrent.each(["before saving lost", "after saving lost"])(
    "during loseRun, %s, starts the run again",
    async (dieAt) => {
      const { group, resume, killAgain } = await killed(
        `[ -e "$AGENT_DIR/../../go" ] || sleep 60\n${copySample}`,
        "run-started",
      );
      const [id] = Object.keys(readRunGroup(group).runs);
      process.kill(Number(readFileSync(join(group, id, ".process/supervisor.pid"), "utf8")), "SIGKILL");
      process.kill(-Number(readFileSync(join(group, id, ".process/agent.pid"), "utf8")), "SIGKILL");
      rmSync(join(group, id, ".process"), { recursive: true });
      writeFileSync(join(group, id, "go"), "");
      await killAgain(dieAt);
      expect(Object.values((await resume()).runs)).toMatchObject([{ status: "succeeded", attempt: 2 }]);
    },
  );

  test("does not stop the clock of its agent: its time is over when the run is resumed", async () => {
    const { resume } = await killed(`${copySample}\nsleep 3600`, "run-started", { timeoutSeconds: 1.5 });
    await sleep(1700);
    const result = await resume();
    const [record] = Object.values(result.runs);
    expect(record).toMatchObject({ status: "timed out", submission: { kind: "file" } });
    expect(record.seconds).toBeGreaterThan(1.7);
  });

  test("leaves an agent that ends without it: its result is collected", async () => {
    const { group, resume } = await killed(`${copySample}\necho done\nexit 4`, "run-started");
    const [id] = Object.keys(readRunGroup(group).runs);
    while (!existsSync(join(group, id, ".process/exit-code"))) await sleep(20);
    const [record] = Object.values((await resume()).runs);
    expect(record).toMatchObject({
      status: "failed",
      exit_code: 4,
      attempt: 1,
      submission: { kind: "file" },
    });
    expect(agentLines(join(group, id, "run.log"))).toEqual(["done"]);
  });

  test("and an agent killed with it: the run is begun again", async () => {
    const { group, resume } = await killed(
      `${copySample}\necho $$\n[ -e "$AGENT_DIR/../../go" ] || sleep 60`,
      "run-started",
    );
    const [id] = Object.keys(readRunGroup(group).runs);
    for (const name of ["supervisor.pid", "agent.pid"]) {
      const pid = Number(readFileSync(join(group, id, ".process", name), "utf8"));
      process.kill(name === "agent.pid" ? -pid : pid, "SIGKILL");
    }
    writeFileSync(join(group, id, "go"), "");
    const [record] = Object.values((await resume()).runs);
    expect(record).toMatchObject({ status: "succeeded", attempt: 2 });
    expect(existsSync(join(group, id, "attempt-1/submission/submission.csv"))).toBe(true);
  });

  test("leaves what cleaning removes, and nothing else is removed", async () => {
    const { group } = await killed("sleep 60", "run-started", { name: "to-clean" });
    const runGroup = basename(group);
    const [id] = Object.keys(readRunGroup(group).runs);
    const pid = Number(readFileSync(join(group, id, ".process/agent.pid"), "utf8"));
    const bystander = spawn("sleep", ["60"], {
      env: { ...childEnvironment(), MLEBENCH_RUN_GROUP: `${runGroup}x` },
    });
    const backend = createProcessBackend({ runsDirectory: dirname(group) });
    const { release: unlock } = lockRunGroup(group);
    const inUse: string[] = [];
    expect(await cleanRuns(backend, { runGroup, onInUse: (one) => inUse.push(one) })).toEqual([]);
    expect(inUse).toEqual([group]);
    expect(isAlive(pid)).toBe(true);
    unlock();
    const would = await cleanRuns(backend, { runGroup, dryRun: true });
    expect(would).toContain(`process ${pid}`);
    expect(isAlive(pid)).toBe(true);
    expect(await cleanRuns(backend, { runGroup })).toEqual(would);
    expect(isAlive(pid)).toBe(false);
    expect(isAlive(bystander.pid as number)).toBe(true);
    bystander.kill();
    expect(readdirSync(join(group, id))).toContain("run.log");
    expect(readdirSync(join(group, id))).not.toContain("home");
    expect(await cleanRuns(backend, { runGroup })).toEqual([]);
  });
});

describe("an agent in code with a runner killed with SIGKILL", () => {
  const resumed = (seen: unknown[]): HostedAgent =>
    defineAgent({
      id: "coded",
      run: async (task) => {
        const { stdout } = await task.environment.exec(["cat", "code/kept"]);
        seen.push(task.isResumed, readFileSync(join(task.directory, "notes"), "utf8"), stdout);
        seen.push(task.attempt, task.elapsed() > 0);
        return "id\n2\n";
      },
    });

  test("goes on in the environment that is still there", async () => {
    const seen: unknown[] = [];
    const { group, resume } = await killed("", "log", { hosted: resumed(seen) });
    const { runs } = await resume();
    const [[id, record]] = Object.entries(runs);
    expect(seen).toEqual([true, "half done", "kept\n", 1, true]);
    expect(record).toMatchObject({ status: "succeeded", attempt: 1 });
    expect(readFileSync(join(group, id, "submission", "submission.csv"), "utf8")).toBe("id\n2\n");
  });

  test.each([
    "before saving collecting",
    "after saving collecting",
    "run-collecting",
    "run-collected",
    "destroying",
  ])("that had ended is not called again: %s", async (dieAt) => {
    const seen: unknown[] = [];
    const { group, resume } = await killed("", dieAt, { hosted: resumed(seen) });
    const { runs } = await resume();
    const [[id, record]] = Object.entries(runs);
    expect(seen).toEqual([]);
    expect(record).toMatchObject({ status: "succeeded", attempt: 1, reason: null });
    expect(readFileSync(join(group, id, "submission", "submission.csv"), "utf8")).toBe("id\n1\n");
  });

  test("begins again when its environment is gone", async () => {
    const attempts: number[] = [];
    const agent = defineAgent({
      id: "coded",
      run: (task) => {
        attempts.push(task.attempt);
        expect(existsSync(join(task.directory, "notes"))).toBe(false);
      },
    });
    const { group, resume } = await killed("", "log", { hosted: agent });
    const [id] = Object.keys(readRunGroup(group).runs);
    const state = join(group, id, ".process");
    const pidIn = (name: string): number => Number(readFileSync(join(state, name), "utf8"));
    process.kill(pidIn("supervisor.pid"), "SIGKILL");
    process.kill(-pidIn("agent.pid"), "SIGKILL");
    // A supervisor that cannot be seen yet may have just begun.
    utimesSync(join(state, "begun"), 0, 0);
    const { runs } = await resume();
    expect(attempts).toEqual([2]);
    expect(Object.values(runs)[0]).toMatchObject({ status: "succeeded", attempt: 2 });
    expect(readFileSync(join(group, id, "attempt-1", "agent", "notes"), "utf8")).toBe("half done");
  });
});
