import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Competition, describeError } from "@mlebench/core";
import { loadPluginPackage, type PluginLoader } from "@mlebench/core/plugins";
import {
  type Backend,
  type BackendPlugin,
  hardwareText,
  inspectMachine,
  type RunHandle,
  type RunSpecification,
} from "@mlebench/runner";
import type { JournalEntry } from "../record/journal.js";
import type { LifeFiles } from "../record/run-files.js";
import type { NodeBackend, NodeTask } from "../record/task.js";
import { allocationOfJob } from "./allocation.js";
import { followAgent } from "./follow-agent.js";
import { nodeLife } from "./node-life.js";
import { packOutputs } from "./pack-outputs.js";
import { serveRequests } from "./serve-requests.js";
import type { StopReasons } from "./stop-agent.js";
import { writeStatus } from "./write-status.js";

/** Loaded by path, as a package that exports `competition`. */
const competitionLoader: PluginLoader<Competition> = {
  kind: "competition",
  check: (module) =>
    (module as { competition?: Competition }).competition ?? 'It has no export named "competition".',
};

/** Executes a run on this node, from its start to its end, and writes down what happens. */
export async function runTask(submission: string, life: number, task: NodeTask): Promise<void> {
  await nodeLife(submission, life, task.requeue, async (files, write, stop) => {
    const scratch = makeScratch(task);
    try {
      await execute(task, scratch, files, write, stop);
    } finally {
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

/** A directory of this node: a home of an agent has many small files. */
function makeScratch({ scratch, run }: NodeTask): string {
  const parent = scratch ?? process.env.SLURM_TMPDIR ?? tmpdir();
  if (!existsSync(parent)) mkdirSync(parent, { recursive: true });
  // The last part of a run's ID says nothing about the competition.
  return mkdtempSync(join(realpathSync(parent), `mlebench-${run.runId.split("_").at(-1)?.slice(0, 8)}-`));
}

async function execute(
  task: NodeTask,
  scratch: string,
  files: LifeFiles,
  write: (entry: JournalEntry) => void,
  stop: StopReasons,
): Promise<void> {
  const run = await specificationOf(task, scratch);
  const backend = await openBackend(task);
  const handle = await backend.create(run);
  try {
    await handle.start();
    const clock = performance.now();
    const seconds = (): number => (performance.now() - clock) / 1000;
    write({ event: "started", description: handle.description, home: handle.home });
    const over = new AbortController();
    const beside = Promise.all([
      writeStatus(handle, files, seconds, over.signal),
      serveRequests(handle, files, stop, over.signal),
    ]);
    const { exit, stopped } = await followAgent(handle, run.settings, files, stop);
    const worked = seconds();
    const outputs = await packOutputs(handle, files, run.settings.disk);
    over.abort();
    await beside;
    write({ event: "end", exit, seconds: worked, stopped, outputs });
  } finally {
    await destroy(handle);
  }
}

async function specificationOf(task: NodeTask, scratch: string): Promise<RunSpecification> {
  // Short, since paths of sockets are; and without the competition, which an obfuscated run must not learn.
  const runDirectory = join(scratch, "run");
  mkdirSync(runDirectory);
  const machine = inspectMachine();
  const allocation = allocationOfJob(task.run.settings, machine);
  const HARDWARE = hardwareText({ ...task.run.settings, nWorkers: 1 }, allocation, machine);
  return {
    ...task.run,
    competition: await loadPluginPackage(competitionLoader, task.competition),
    environment: { HARDWARE, ...task.run.environment },
    allocation,
    runDirectory,
  };
}

const backends: Readonly<Record<NodeBackend, () => Promise<{ backend: BackendPlugin }>>> = {
  containers: () => import("@mlebench/runner-containers"),
  process: () => import("@mlebench/runner-process"),
};

async function openBackend({ backend: { id, settings } }: NodeTask): Promise<Backend> {
  const { backend } = await backends[id]();
  return backend.open(settings);
}

/** What cannot be removed here ends with the job. */
async function destroy(handle: RunHandle): Promise<void> {
  await handle.destroy().catch((error: unknown) => process.stderr.write(`${describeError(error)}\n`));
}
