import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Competition, competitionPaths } from "@mlebench/core";
import type { AgentExit, Backend, RunHandle, RunSpecification } from "@mlebench/runner";
import { type RunSettingInputs, readSettings, runSettings, withDefaults } from "@mlebench/runner/settings";
import { afterAll, beforeAll } from "vitest";

export interface BackendContractOptions {
  /**
   * Opens the backend, as a process does that knows nothing of those before it.
   * @param runsDirectory holds the run groups of these tests
   */
  open: (runsDirectory: string) => Backend | Promise<Backend>;
  /** The agent of {@link writeContractAgent}, loaded by `loadAgentDirectory`. */
  agent: () => NonNullable<RunSpecification["agent"]>;
  /** The agent's image, for a backend that has images. @default the agent's name */
  image?: string;
  /** A competition of which {@link dataDirectory} holds prepared data, such as a miniature. */
  competition: () => Competition;
  dataDirectory: () => string;
  /** Settings of the runs, such as a network. */
  settings?: RunSettingInputs;
  /** Makes the agent disappear, as a crash of the machine does, through the back door. Absent: not tested. */
  lose?: (handle: RunHandle, run: RunSpecification) => Promise<void>;
}

/**
 * Writes the directory of an agent with a start script that does what the variable SCRIPT says. Images are built of it.
 * @returns the directory
 */
export function writeContractAgent(parent: string, name = "contract-agent"): string {
  const directory = join(parent, name);
  mkdirSync(directory, { recursive: true });
  const config = { start: `${name}/start.sh`, dockerfile: `${name}/Dockerfile` };
  writeFileSync(join(directory, "config.yaml"), JSON.stringify({ [name]: config }));
  writeFileSync(
    join(directory, "Dockerfile"),
    [
      "FROM mlebench-env",
      "RUN mkdir -p /home/submission /home/logs /home/code /home/agent",
      "COPY start.sh /home/agent/start.sh",
      "",
    ].join("\n"),
  );
  writeFileSync(join(directory, "start.sh"), '#!/bin/bash\neval "$SCRIPT"\n');
  return directory;
}

/** The options, and what all tests share. */
export interface ContractSetup extends BackendContractOptions {
  runsDirectory: string;
  openBackend(): Promise<Backend>;
}

export function contractSetup(options: BackendContractOptions): ContractSetup {
  const runsDirectory = mkdtempSync(join(tmpdir(), "mlebench-contract-"));
  return { ...options, runsDirectory, openBackend: async () => await options.open(runsDirectory) };
}

/** A run under test. */
export interface ContractRun {
  backend: Backend;
  specification: RunSpecification;
  handle: RunHandle;
}

/** Run specification of an agent that executes a script. */
export function contractSpecification(
  setup: ContractSetup,
  script: string,
  runGroup = `contract-${randomUUID()}`,
): RunSpecification {
  const competition = setup.competition();
  const paths = competitionPaths(setup.dataDirectory(), competition.facts);
  const agent = setup.agent();
  const runId = `${competition.facts.id}_${randomUUID()}`;
  const runDirectory = join(setup.runsDirectory, runGroup, runId);
  mkdirSync(runDirectory, { recursive: true });
  // As the runner has it: by this a run group is known.
  writeFileSync(join(setup.runsDirectory, runGroup, "state.json"), "{}");
  return {
    runGroup,
    runId,
    seed: 0,
    attempt: 1,
    competition,
    dataDirectory: setup.dataDirectory(),
    publicDirectory: paths.public,
    privateDirectory: paths.private,
    agent,
    image: setup.image ?? agent.name,
    command: ["bash", "/home/agent/start.sh"],
    environment: { SCRIPT: script, SEED: "0" },
    description: "What to do.",
    settings: withDefaults(runSettings, readSettings(runSettings, setup.settings ?? {})),
    allocation: {},
    privileged: false,
    runDirectory,
  };
}

/** Creates and starts a run, passes it on, and destroys it whatever happens. */
export async function withRun<Result>(
  setup: ContractSetup,
  script: string,
  work: (run: ContractRun) => Promise<Result>,
): Promise<Result> {
  const run = await createRun(setup, script);
  try {
    await beginRun(run);
    return await work(run);
  } finally {
    await run.handle.destroy();
  }
}

async function createRun(setup: ContractSetup, script: string): Promise<ContractRun> {
  const backend = await setup.openBackend();
  const specification = contractSpecification(setup, script);
  return { backend, specification, handle: await backend.create(specification) };
}

async function beginRun({ handle }: ContractRun): Promise<void> {
  await handle.start();
  await handle.begun?.();
}

/**
 * A run with an agent that works until it is ended, for all tests of a block: a run of its own for each would be most of
 * what the test costs. No test may end it.
 * @param script what the agent does first
 * @returns its handle, in a test
 */
export function sharedRun(setup: ContractSetup, script: string): () => RunHandle {
  let run: ContractRun | undefined;
  beforeAll(async () => {
    run = await createRun(setup, `${script}; ${waitingScript}`);
    await beginRun(run);
    await untilPrinted(run.handle, "ready");
  });
  afterAll(async () => {
    await run?.handle.destroy();
  });
  return () => {
    if (run === undefined) throw new Error("The run was not begun");
    return run.handle;
  };
}

/** An agent that works until it is ended. */
export const waitingScript = "echo ready; while :; do sleep 0.2; done";

/** Runs a script to its end. */
export function runToEnd(setup: ContractSetup, script: string): Promise<{ exit: AgentExit; output: string }> {
  return withRun(setup, script, async ({ handle }) => ({
    exit: await handle.wait(),
    output: await readLogs(handle),
  }));
}

/** The agent's output, from a byte on, to its end. */
export async function readLogs(handle: RunHandle, from = 0): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of handle.logs({ from })) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Waits until the agent has printed a text. */
export async function untilPrinted(handle: RunHandle, text: string): Promise<void> {
  const stop = new AbortController();
  let printed = "";
  for await (const chunk of handle.logs({ signal: stop.signal })) {
    printed += Buffer.from(chunk).toString("utf8");
    if (printed.includes(text)) break;
  }
  stop.abort();
  if (!printed.includes(text)) throw new Error(`The agent has not printed ${text}: ${printed}`);
}
