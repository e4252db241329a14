import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { prepareMiniature } from "@mlebench/datasets";
import { pause, type RunEvent, runAgents } from "@mlebench/runner";
import { writeContractAgent } from "@mlebench/testkit/backend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSlurmBackend } from "../src/index.js";
import type { JournalEntry } from "../src/record/journal.js";
import { lifeFiles } from "../src/record/run-files.js";
import { simulateSlurm } from "./simulated-slurm.js";

const runs = 1000;
const atOnce = 50;
const schedulerSeconds = 1;

/** Of so many runs, one hands in a submission. */
const withOutput = 20;

/** A cluster is simulated by programs in sh. */
describe.skipIf(process.platform === "win32")("1,000 runs on a simulated cluster", async () => {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-thousand-"));
  const dataDirectory = join(directory, "data");
  const runsDirectory = join(directory, "runs");
  const competition = await findCompetition("spaceship-titanic");
  const agent = loadAgentDirectory(writeContractAgent(directory));
  const { PATH } = process.env;
  beforeAll(async () => {
    await prepareMiniature(competition, { dataDirectory, size: 60 });
  });
  afterAll(() => {
    process.env.PATH = PATH;
  });

  /** What a node has packed, the same for all runs. */
  const packed = (): string => {
    mkdirSync(join(directory, "submission"));
    writeFileSync(join(directory, "submission", "submission.csv"), "id,x\n1,2\n");
    const file = join(directory, "submission.tar");
    execFileSync("tar", ["--create", `--file=${file}`, `--directory=${directory}`, "submission"]);
    return file;
  };

  test("are one array, and cost the cluster few questions and the disk few writes", async () => {
    const slurm = simulateSlurm(join(directory, "slurm"));
    process.env.PATH = slurm.path;
    const output = packed();
    let writes = 0;
    let isOver = false;
    const ended: string[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.type === "run-ended") ended.push(event.run.runId);
      if (event.type !== "group-started") return;
      const watcher = watch(event.directory, (_, name) => {
        if (name === "state.json") writes += 1;
      });
      void finished.then(() => watcher.close());
    };
    const began = performance.now();
    const result = runAgents({
      backend: createSlurmBackend({
        ...{ runsDirectory, schedulerSeconds, lookMilliseconds: 20 },
        settings: { container: "none", unsafe: true },
      }),
      ...{ agent, competitions: [competition], dataDirectory, runsDirectory, onEvent },
      settings: { cpus: 1, memory: "1g", timeout: "1h", nSeeds: runs, nWorkers: atOnce },
    });
    const finished = result.then(
      () => undefined,
      () => undefined,
    );
    void finished.then(() => {
      isOver = true;
    });

    let tasks = slurm.submitted();
    while (!isOver && tasks.length === 0) {
      await pause(20);
      tasks = slurm.submitted();
    }
    slurm.show(tasks);
    const write = (submission: string, entry: JournalEntry): void =>
      appendFileSync(lifeFiles(submission, 1).journal, `${JSON.stringify(entry)}\n`);
    const atWork: typeof tasks = [];
    for (let next = 0; !isOver && (next < tasks.length || atWork.length > 0); ) {
      for (const task of atWork.splice(0, 10)) {
        const files = lifeFiles(task.submission, 1);
        if (tasks.indexOf(task) % withOutput === 0)
          copyFileSync(output, join(files.collected, "submission.tar"));
        const exit = { exitCode: 0, reason: "exited" } as const;
        write(task.submission, { event: "end", exit, seconds: 60, stopped: null, outputs: [] });
        task.state = "COMPLETED";
      }
      for (const task of tasks.slice(next, next + atOnce - atWork.length)) {
        next += 1;
        atWork.push(task);
        task.state = "RUNNING";
        const files = lifeFiles(task.submission, 1);
        write(task.submission, { event: "begin", node: "n1", pid: 1, job: task.id });
        write(task.submission, { event: "started", description: {}, home: "/home" });
        appendFileSync(files.output, "works\n");
      }
      slurm.show(tasks);
      await pause(20);
    }
    const { complete, runs: records } = await result;
    const seconds = (performance.now() - began) / 1000;

    const calls = (program: string): number =>
      slurm.calls().filter((call) => call.program === program).length;
    expect(complete).toBe(true);
    expect(Object.values(records).filter(({ status }) => status === "succeeded")).toHaveLength(runs);
    expect(Object.values(records).filter(({ submission }) => submission?.kind === "file")).toHaveLength(
      runs / withOutput,
    );
    expect(new Set(ended).size).toBe(runs);
    // One to ask whether such an array could be, and one array.
    expect(calls("sbatch")).toBe(2);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(runs);
    expect(new Set(tasks.map(({ id }) => id.split("_")[0])).size).toBe(1);
    expect(calls("squeue")).toBeLessThanOrEqual(seconds / schedulerSeconds + 1);
    expect(calls("sacct")).toBeLessThanOrEqual(1);
    // At most five a second, however many runs change: each run changes four times.
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThanOrEqual(seconds * 5 + 5);
  });
});
