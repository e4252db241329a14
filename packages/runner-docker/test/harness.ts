import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Agent, agentContext, loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { type Competition, competitionPaths } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { environmentContext } from "@mlebench/environment";
import {
  type RunAgentsOptions,
  type RunEvent,
  type RunGroupResult,
  type RunRecord,
  runAgents,
} from "@mlebench/runner";
import type Docker from "dockerode";
import { baseImage, ensureBaseImage } from "../../../tooling/docker-base/docker-for-tests.js";
import { buildImage, createDockerBackend, type DockerBackendOptions } from "../src/index.js";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

export const competitionIds = ["spaceship-titanic", "detecting-insults-in-social-commentary"];

/** All images of these tests, in whatever engine. */
export const images = { environment: "mlebench-env:test", fake: "mlebench-agent-fake:test" };

/** Vitest's own temporary directory takes it away. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "mlebench-runner-docker-"));
}

/** The environment without heavy packages, on a base that needs no registry. */
export async function buildEnvironment(docker: Docker): Promise<void> {
  const context = environmentContext({ heavy: false, baseImage: await ensureBaseImage() });
  await buildImage(docker, { ...context, tag: images.environment });
}

/**
 * An image for fake agents: their start scripts do what the variable SCRIPT says, and sudo needs no password, so that
 * they can become root.
 */
export async function buildFakeAgent(docker: Docker): Promise<void> {
  const agent = fakeAgent("true");
  await buildImage(docker, {
    ...agentContext(agent, { environmentImage: images.environment }),
    // The agent's name would make it another image in each process.
    labels: {},
    tag: images.fake,
  });
}

/** Its process is in the name, so that what it leaves can be told from what tests beside this one make. */
const fakeName = `fake${process.pid}`;

/** An agent that runs a script of ours. */
export function fakeAgent(script: string): Agent {
  const directory = join(temporaryDirectory(), fakeName);
  mkdirSync(directory);
  const config = {
    start: `${fakeName}/start.sh`,
    dockerfile: `${fakeName}/Dockerfile`,
    env_vars: { SCRIPT: script },
  };
  writeFileSync(join(directory, "config.yaml"), JSON.stringify({ [fakeName]: config }));
  writeFileSync(
    join(directory, "Dockerfile"),
    [
      "FROM mlebench-env",
      "RUN mkdir -p /home/submission /home/logs /home/code /home/agent",
      "RUN echo 'nonroot ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/nonroot",
      "COPY start.sh /home/agent/start.sh",
      "",
    ].join("\n"),
  );
  writeFileSync(join(directory, "start.sh"), '#!/bin/bash\ncd /home\neval "$SCRIPT"\n');
  return loadAgentDirectory(directory);
}

export const copySample = "cp /home/data/sample_submission*.csv /home/submission/submission.csv";

export interface Miniatures {
  dataDirectory: string;
  competitions: Competition[];
}

let shared: Promise<Miniatures> | undefined;

/** Two miniature competitions, made once. */
export function miniatures(): Promise<Miniatures> {
  shared ??= makeMiniatures();
  return shared;
}

export async function makeMiniatures(): Promise<Miniatures> {
  const dataDirectory = temporaryDirectory();
  const competitions: Competition[] = [];
  for (const id of competitionIds) {
    const competition = await findCompetition(id);
    await prepareMiniature(competition, { dataDirectory, size: 60 });
    competitions.push(competition);
  }
  return { dataDirectory, competitions };
}

export function backendOptions(changes: DockerBackendOptions = {}): DockerBackendOptions {
  return {
    grader: { baseImage: baseImage(), node: "host", ...changes.grader },
    liveCopySeconds: 0,
    ...changes,
  };
}

export interface Setup {
  options: RunAgentsOptions;
  events: RunEvent[];
}

/** Runs of a fake agent on one miniature; `changes` win. */
export async function setUp(script: string, changes: Partial<RunAgentsOptions> = {}): Promise<Setup> {
  const { dataDirectory, competitions } = await miniatures();
  const events: RunEvent[] = [];
  const { settings, ...others } = changes;
  return {
    events,
    options: {
      backend: createDockerBackend(backendOptions()),
      agent: fakeAgent(script),
      competitions: competitions.slice(0, 1),
      dataDirectory,
      runsDirectory: join(temporaryDirectory(), "runs"),
      settings: {
        image: images.fake,
        timeout: 600,
        grace: 2,
        network: "none",
        shareCpus: true,
        ...settings,
      },
      onEvent: (event) => events.push(event),
      pollMilliseconds: 200,
      ...others,
    },
  };
}

export interface OneRun {
  record: RunRecord;
  directory: string;
  result: RunGroupResult;
  /** What the agent printed, as run.log has it. */
  lines: string[];
  events: RunEvent[];
}

/** Runs a fake agent once. */
export async function runOnce(script: string, changes: Partial<RunAgentsOptions> = {}): Promise<OneRun> {
  const { options, events } = await setUp(script, changes);
  const result = await runAgents(options);
  const [[id, record]] = Object.entries(result.runs);
  const directory = join(result.directory, id);
  return { record, directory, result, lines: agentLines(join(directory, "run.log")), events };
}

/** What the agent printed, as run.log has it, without the marks before each line. */
export function agentLines(log: string): string[] {
  return readFileSync(log, "utf8")
    .split("\n")
    .flatMap((line) => {
      const match = /^\[[^\]]+\] \[runner\] \[Container\] (.*)$/s.exec(line);
      return match === null ? [] : [match[1]];
    });
}

/** What an engine still has of the runs of an agent. */
export async function leftovers(docker: Docker, agentName = fakeName): Promise<string[]> {
  const filters = { label: ["mlebench.run-group"] };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  return [
    ...containers.map(({ Names, Labels }) => ({ name: Names[0], labels: Labels })),
    ...networks.map(({ Name, Labels }) => ({ name: Name, labels: Labels ?? {} })),
  ]
    .filter(({ labels }) => labels["mlebench.run-group"].endsWith(`_${agentName}`))
    .map(({ name }) => name);
}

/** The answers of a miniature and its public directory. */
export function pathsOf({ dataDirectory }: Miniatures, competition: Competition) {
  return competitionPaths(dataDirectory, competition.facts);
}
