import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Agent, loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import type { Competition } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { createProcessBackend } from "@mlebench/runner-process";
import type { RunAgentsOptions, RunEvent } from "../src/index.js";

export const competitionIds = ["spaceship-titanic", "detecting-insults-in-social-commentary"];

/** Vitest's own temporary directory takes it away. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "mlebench-runner-"));
}

let shared: Promise<{ dataDirectory: string; competitions: Competition[] }> | undefined;

/** Two miniature competitions, made once. */
export function miniatures(): Promise<{ dataDirectory: string; competitions: Competition[] }> {
  shared ??= (async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "mlebench-runner-data-"));
    const competitions: Competition[] = [];
    for (const id of competitionIds) {
      const competition = await findCompetition(id);
      await prepareMiniature(competition, { dataDirectory, size: 60 });
      competitions.push(competition);
    }
    return { dataDirectory, competitions };
  })();
  return shared;
}

/** An agent whose start script is `script`. */
export function makeAgent(script: string, config = "", name = "fake"): Agent {
  const directory = join(temporaryDirectory(), name);
  mkdirSync(directory);
  writeFileSync(
    join(directory, "config.yaml"),
    `${name}:\n  start: ${name}/start.sh\n  dockerfile: ${name}/Dockerfile\n${config}`,
  );
  writeFileSync(join(directory, "Dockerfile"), "FROM mlebench-env\n");
  writeFileSync(join(directory, "start.sh"), `#!/bin/bash\n${script}\n`);
  return loadAgentDirectory(directory);
}

/** Copies the sample submission, whatever it is called. */
export const copySample = 'cp "$DATA_DIR"/sample*ubmission*.csv "$SUBMISSION_DIR/submission.csv"';

export interface Setup {
  options: RunAgentsOptions & { agent: Agent };
  events: RunEvent[];
}

/** Runs of one agent on one miniature with the process backend; `changes` win. */
export async function setUp(
  script: string,
  changes: Partial<RunAgentsOptions & { agent: Agent }> = {},
): Promise<Setup> {
  const { dataDirectory, competitions } = await miniatures();
  const events: RunEvent[] = [];
  const { settings, ...others } = changes;
  return {
    events,
    options: {
      backend: createProcessBackend({ startGradingServer: false }),
      agent: makeAgent(script),
      competitions: competitions.slice(0, 1),
      dataDirectory,
      runsDirectory: join(temporaryDirectory(), "runs"),
      settings: { timeout: 30, grace: 0.3, shareCpus: true, ...settings },
      onEvent: (event) => events.push(event),
      pollMilliseconds: 100,
      ...others,
    },
  };
}

/** What the agent printed, as run.log has it, without the marks before each line. */
export function agentLines(log: string): string[] {
  return readFileSync(log, "utf8")
    .split("\n")
    .flatMap((line) => {
      const match = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] \[runner\] \[Container\] (.*)$/s.exec(line);
      return match === null ? [] : [match[1]];
    });
}

/** True while a process with this text in its command line or environment is there. */
export function isAlive(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^\d+ \(.*\) [ZX] /s.test(status);
  } catch {
    return false;
  }
}
