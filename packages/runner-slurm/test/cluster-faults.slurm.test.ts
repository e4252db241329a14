import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Agent, loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { prepareMiniature } from "@mlebench/datasets";
import {
  type RunEvent,
  type RunGroupResult,
  type RunRecord,
  type RunSettingInputs,
  resumeRunGroup,
  runAgents,
} from "@mlebench/runner";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { slurmIsInstalled } from "../../../tooling/slurm-cluster/slurm-cluster.js";
import { withCluster } from "../../../tooling/slurm-cluster/with-cluster.js";
import { createSlurmBackend } from "../src/index.js";

describe.skipIf(!slurmIsInstalled("faults of a cluster"))("a run on a cluster", async () => {
  const cluster = withCluster();
  const directory = mkdtempSync(join(tmpdir(), "mlebench-faults-"));
  const dataDirectory = join(directory, "data");
  const runsDirectory = join(directory, "runs");
  const competition = await findCompetition("spaceship-titanic");
  const submit = 'cp "$DATA_DIR/sample_submission.csv" "$SUBMISSION_DIR/submission.csv"';

  /** An agent in an attempt that says so, and one that works until it may go on. */
  const go = join(directory, "go");
  const waiting = `${submit}; echo ready; until [ -e ${go} ]; do sleep 0.1; done; echo done`;

  beforeAll(async () => {
    await prepareMiniature(competition, { dataDirectory, size: 60 });
  });
  afterEach(async () => {
    rmSync(go, { force: true });
    await undrain();
  });

  const drain = async (): Promise<void> => {
    await cluster.run("scontrol", "update", "nodename=n1,n2", "state=drain", "reason=test");
  };
  const undrain = async (): Promise<void> => {
    // A node that takes jobs refuses to be resumed.
    await cluster.run("scontrol", "update", "nodename=n1,n2", "state=resume").catch(() => undefined);
  };

  const agentOf = (script: string): Agent => {
    const folder = mkdtempSync(join(directory, "agent-"));
    const name = basename(folder);
    const config = { start: `${name}/start.sh`, dockerfile: `${name}/Dockerfile` };
    writeFileSync(join(folder, "config.yaml"), JSON.stringify({ [name]: config }));
    writeFileSync(join(folder, "Dockerfile"), "FROM mlebench-env\n");
    writeFileSync(join(folder, "start.sh"), `${script}\n`);
    return loadAgentDirectory(folder);
  };
  /** Works in the first attempt until it is ended, and hands in a submission in the second. */
  const againAgent = (): Agent => {
    const first = join(mkdtempSync(join(directory, "first-")), "first");
    return agentOf(`if mkdir ${first}; then echo ready; sleep 3600; fi; ${submit}`);
  };

  const open = (settings: Parameters<typeof createSlurmBackend>[0] = {}) =>
    createSlurmBackend({
      ...{ runsDirectory, schedulerSeconds: 1, lookMilliseconds: 100 },
      settings: { container: "none", unsafe: true, ...settings.settings },
    });

  interface Begun {
    result: Promise<RunGroupResult>;
    /** Resolves with the first event of a type, and what the agent has printed. */
    heard(isWanted: (event: RunEvent) => boolean): Promise<void>;
    job(): Promise<string>;
    stop: AbortController;
  }

  const begin = (agent: Agent, settings: RunSettingInputs = {}, backend = open()): Begun => {
    const events: RunEvent[] = [];
    const stop = new AbortController();
    let groupDirectory = "";
    const result = runAgents({
      ...{ backend, agent, competitions: [competition], dataDirectory, runsDirectory },
      settings: { cpus: 1, memory: "300m", timeout: "30m", grace: "1s", ...settings },
      signal: stop.signal,
      pollMilliseconds: 200,
      onEvent: (event) => {
        if (event.type === "group-started") groupDirectory = event.directory;
        events.push(event);
      },
    });
    result.catch(() => undefined);
    return {
      result,
      stop,
      heard: (isWanted) =>
        vi.waitFor(() => expect(events.some(isWanted)).toBe(true), { timeout: 600_000, interval: 50 }),
      // The state is saved a moment later.
      job: () =>
        vi.waitFor(
          () => {
            const { runs } = JSON.parse(readFileSync(join(groupDirectory, "state.json"), "utf8")) as {
              runs: Record<string, { record: RunRecord }>;
            };
            const { job } = Object.values(runs)[0].record.backend;
            expect(job).toMatch(/^\d+_\d+$/);
            return job as string;
          },
          { timeout: 600_000, interval: 50 },
        ),
    };
  };
  const isReady = (event: RunEvent): boolean => event.type === "log" && event.line === "ready";
  const isQueued = (event: RunEvent): boolean => event.type === "run-queued";
  const recordOf = ({ runs }: RunGroupResult): RunRecord => Object.values(runs)[0];
  const resume = (result: RunGroupResult, agent: Agent): Promise<RunGroupResult> =>
    resumeRunGroup(result.directory, { backend: open(), agent, competition: () => competition });
  const nodeOf = async (job: string): Promise<"n1" | "n2"> =>
    (await cluster.run("squeue", "--noheader", `--jobs=${job}`, "--format=%N")).trim() as "n1" | "n2";

  test("is attempted again on another node when its node fails, without a runner's help", async () => {
    const run = begin(againAgent());
    await run.heard(isReady);
    const node = await nodeOf(await run.job());
    await cluster.crashNode(node);
    const record = recordOf(await run.result);
    await cluster.startNode(node);
    expect(record, JSON.stringify(record)).toMatchObject({
      status: "succeeded",
      attempt: 2,
      submission: { kind: "file" },
    });
    expect(record.error_retries).toMatchObject([{ attempt: 1, status: "lost", requeued: true }]);
    expect(record.backend.node).not.toBe(node);
  });

  test("is attempted again when it was preempted", async () => {
    const run = begin(againAgent());
    await run.heard(isReady);
    await cluster.run(
      "sbatch",
      "--wait",
      "--partition=urgent",
      "--array=0-1",
      "--cpus-per-task=4",
      "--mem=100",
      "--output=/dev/null",
      "--wrap=sleep 1",
    );
    const record = recordOf(await run.result);
    expect(record, JSON.stringify(record)).toMatchObject({ status: "succeeded", attempt: 2 });
    expect(record.error_retries).toMatchObject([{ attempt: 1, status: "lost", requeued: true }]);
  });

  test("that was canceled in Slurm while it worked is interrupted, with its output, and repeated by resuming", async () => {
    const agent = agentOf(waiting);
    const run = begin(agent);
    await run.heard(isReady);
    await cluster.run("scancel", await run.job());
    const result = await run.result;
    expect(recordOf(result)).toMatchObject({ status: "interrupted", submission: { kind: "file" } });
    expect(recordOf(result).reason).toContain("was canceled in Slurm");
    writeFileSync(go, "");
    expect(recordOf(await resume(result, agent))).toMatchObject({ status: "succeeded", attempt: 2 });
  });

  test("waits while nodes are drained, is canceled there by somebody, and begins later by resuming", async () => {
    await drain();
    const agent = agentOf(submit);
    const run = begin(agent);
    await run.heard(isQueued);
    await cluster.run("scancel", await run.job());
    const result = await run.result;
    expect(recordOf(result)).toMatchObject({
      status: "interrupted",
      started_at: null,
      submission: { kind: "missing" },
    });
    const resumed = resume(result, agent);
    await undrain();
    expect(recordOf(await resumed)).toMatchObject({ status: "succeeded", attempt: 2 });
  });

  test("is taken out of the queue when the runner is stopped", async () => {
    await drain();
    const run = begin(agentOf(submit));
    await run.heard(isQueued);
    run.stop.abort();
    const result = await run.result;
    await undrain();
    expect(recordOf(result)).toMatchObject({ status: "interrupted", started_at: null });
    const left = await cluster.run("squeue", "--noheader", "--states=PENDING,RUNNING", "--format=%j");
    expect(left.trim()).toBe("");
  });

  test("ends with its result while the controller is down, and after it came back", async () => {
    const run = begin(agentOf(waiting));
    await run.heard(isReady);
    await cluster.stopController();
    writeFileSync(go, "");
    const record = recordOf(await run.result);
    await cluster.startController();
    expect(record).toMatchObject({ status: "succeeded", attempt: 1, submission: { kind: "file" } });
  });

  test("keeps what it has made when the time of its job is nearly over", async () => {
    const backend = open({ settings: { sbatch: ["time=1"] } });
    const run = begin(agentOf(waiting), {}, backend);
    const record = recordOf(await run.result);
    expect(record).toMatchObject({ status: "timed out", submission: { kind: "file" } });
  });

  test("that takes more memory than its job has ends as out of memory", async () => {
    const hungry = "echo ready; head -c 1500000000 /dev/zero | tail -c 1400000000 | sleep 600";
    const record = recordOf(await begin(agentOf(hungry), { memory: "200m" }).result);
    expect(record, JSON.stringify(record)).toMatchObject({ status: "out of memory" });
  });

  test("that cannot be executed says why", async () => {
    const backend = open({ settings: { scratch: "/dev/null/nowhere" } });
    const record = recordOf(await begin(agentOf(submit), {}, backend).result);
    expect(record).toMatchObject({ status: "error" });
    expect(record.reason).toContain("/dev/null");
  });

  test("is refused before anything starts if the cluster would not take it", async () => {
    const backend = open({ settings: { partition: "elsewhere" } });
    await expect(begin(agentOf(submit), {}, backend).result).rejects.toThrow("invalid partition");
    mkdirSync(runsDirectory, { recursive: true });
    expect(existsSync(runsDirectory)).toBe(true);
    const careless = createSlurmBackend({ runsDirectory, settings: { container: "none" } });
    await expect(begin(agentOf(submit), {}, careless).result).rejects.toThrow("no isolation");
  });

  test("has its secrets in no script, and in no list of jobs", async () => {
    const agent = { ...agentOf(waiting), environment: { MY_API_KEY: "sesame-1234" } } as Agent;
    const run = begin(agent);
    await run.heard(isReady);
    const job = await run.job();
    const seen = [
      await cluster.run("scontrol", "show", "job", job),
      await cluster.run("scontrol", "write", "batch_script", job, "-"),
      await cluster.run("squeue", "--format=%all", `--jobs=${job}`),
    ].join("\n");
    writeFileSync(go, "");
    expect(recordOf(await run.result).status).toBe("succeeded");
    expect(seen).toContain("mlebench");
    expect(seen).not.toContain("sesame");
  });
});
