import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Agent, loadAgentDirectory } from "@mlebench/agents";
import { findCompetition } from "@mlebench/competitions";
import { type ContainerToolId, containerToolIds, findTool } from "@mlebench/containers";
import { type Competition, type CompetitionPaths, competitionPaths } from "@mlebench/core";
import { prepareMiniature } from "@mlebench/datasets";
import { type RunAgentsOptions, type RunRecord, runAgents } from "@mlebench/runner";
import { type ContainersBackendOptions, createContainersBackend } from "../src/index.js";

/** Vitest's own temporary directory takes it away. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "mlebench-containers-"));
}

/** The image of these tests. */
export const image = "base";

/**
 * The tools that are here, with a stand-in for Apptainer. Prints a warning for each that is not; with
 * MLEBENCH_REQUIRE_CONTAINERS set, as in CI, it throws.
 */
export async function availableTools(what: string): Promise<ContainerToolId[]> {
  addStandIn();
  configurePodman();
  const needed: Record<ContainerToolId, string> = {
    apptainer: "bwrap",
    podman: "podman",
    charliecloud: "ch-run",
  };
  const found: ContainerToolId[] = [];
  for (const id of containerToolIds) {
    const isThere =
      spawnSync(needed[id], ["--version"], { env: { ...process.env, USER: "user" } }).status === 0;
    if (isThere && (await findTool(id)) !== undefined) found.push(id);
    else if (process.env.MLEBENCH_REQUIRE_CONTAINERS) throw new Error(`${what} needs ${needed[id]}`);
    else process.stderr.write(`\nSKIPPED, NOT TESTED: ${what} with ${id}: ${needed[id]} is not installed\n`);
  }
  return found;
}

function addStandIn(): void {
  const directory = fileURLToPath(new URL("stand-in", import.meta.url));
  const path = process.env.PATH ?? "";
  if (!path.split(delimiter).includes(directory)) process.env.PATH = `${directory}${delimiter}${path}`;
}

/**
 * Makes Podman use runc where crun cannot work: with control groups of both versions at once, and where a limit on open
 * files cannot be raised.
 */
function configurePodman(): void {
  const file = join(temporaryDirectory(), "containers.conf");
  writeFileSync(file, '[engine]\nruntime = "runc"\n[containers]\ndefault_ulimits = []\n');
  process.env.CONTAINERS_CONF = file;
}

/** A Debian root file system as a tar file, made once without any registry. */
function baseArchive(): string {
  const given = process.env.MLEBENCH_BASE_ARCHIVE;
  if (given !== undefined) return given;
  const script = fileURLToPath(new URL("../../../tooling/docker-base/make-base.sh", import.meta.url));
  const { status, stdout, stderr } = spawnSync(script, ["--tar"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} failed: ${stderr.slice(-8000)}`);
  return stdout.trim();
}

let images: string | undefined;

/** Options of all backends here: one directory of images, in which {@link image} is. */
export function backendOptions(container: ContainerToolId): ContainersBackendOptions {
  if (images === undefined) {
    images = temporaryDirectory();
    symlinkSync(baseArchive(), join(images, `${image}.tar`));
  }
  return { container, imageDirectory: images };
}

/** The program that runs beside containers is the built one. */
export function buildPackages(): void {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [join(root, "tooling/build/build.mjs")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
}

export interface Miniature {
  dataDirectory: string;
  competition: Competition;
  paths: CompetitionPaths;
}

export async function makeMiniature(): Promise<Miniature> {
  const competition = await findCompetition("spaceship-titanic");
  const dataDirectory = temporaryDirectory();
  await prepareMiniature(competition, { dataDirectory, size: 60 });
  return { dataDirectory, competition, paths: competitionPaths(dataDirectory, competition.facts) };
}

/** An agent that runs a script of ours. */
export function scriptAgent(script: string): Agent {
  const directory = join(temporaryDirectory(), "scripted");
  mkdirSync(directory);
  const config = {
    start: "scripted/start.sh",
    dockerfile: "scripted/Dockerfile",
    env_vars: { SCRIPT: script },
  };
  writeFileSync(join(directory, "config.yaml"), JSON.stringify({ scripted: config }));
  writeFileSync(join(directory, "Dockerfile"), "FROM mlebench-env\n");
  writeFileSync(join(directory, "start.sh"), '#!/bin/bash\ncd /home\neval "$SCRIPT"\n');
  return loadAgentDirectory(directory);
}

export interface FinishedRun {
  record: RunRecord;
  directory: string;
  /** `run.log`. */
  log: string;
}

/** Runs a script as an agent, once or for several seeds at a time. */
export async function runScript(
  container: ContainerToolId,
  script: string,
  { competition, dataDirectory }: Miniature,
  settings: RunAgentsOptions["settings"] = {},
): Promise<FinishedRun[]> {
  const runsDirectory = join(temporaryDirectory(), "runs");
  const result = await runAgents({
    backend: createContainersBackend({ ...backendOptions(container), runsDirectory }),
    agent: scriptAgent(script),
    competitions: [competition],
    dataDirectory,
    runsDirectory,
    settings: { image, timeout: 600, grace: 2, network: "none", shareCpus: true, ...settings },
    pollMilliseconds: 200,
    logLimitBytes: 1e6,
  });
  return Object.entries(result.runs).map(([id, record]) => {
    const directory = join(result.directory, id);
    return { record, directory, log: readFileSync(join(directory, "run.log"), "utf8") };
  });
}
