import { dirname, join, resolve } from "node:path";
import { agentContext } from "@mlebench/agents";
import { type Competition, shellWord } from "@mlebench/core";
import { readDescriptionFor } from "@mlebench/datasets";
import { formatDuration, packageVersion } from "@mlebench/disk";
import {
  dryRun,
  lastLogLines,
  type RunAgentsOptions,
  type RunEvent,
  type RunGroupResult,
  type RunLimits,
  type RunRecord,
  type RunStatus,
  readRunGroup,
  resumeRunGroup,
  runAgents,
} from "@mlebench/runner";
import { find } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { buildImageWithProgress } from "../image-build.js";
import { rememberData } from "../invocation.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import {
  type AgentChoice,
  agentOverrides,
  type BackendName,
  chosenAgent,
  createBackend,
  type GraderChoice,
  graderChoice,
  type OverrideOptions,
  readContainerConfig,
  runGroupDirectory,
} from "../run-setup.js";
import { createRunView } from "../run-view.js";
import { type SelectionOptions, selection } from "../selection.js";
import { formatHeadedTable, formatTable } from "../table.js";
import { clearStatus, note, print, warn } from "../terminal.js";

export interface RunOptions
  extends AgentChoice,
    OverrideOptions,
    GraderChoice,
    SelectionOptions,
    DataOptions,
    JsonOption {
  /** The reference's name for a file of ids. */
  competitionSet?: string;
  nSeeds?: number;
  nWorkers?: number;
  runDir?: string;
  backend?: BackendName;
  image?: string;
  /** Build the image first where it is missing or out of date. */
  build?: boolean;
  containerConfig?: string;
  /** Seconds. */
  timeout?: number;
  grace?: number;
  cpus?: number;
  /** Bytes. */
  memory?: number;
  shmSize?: number;
  disk?: number;
  pids?: number;
  gpus?: string[];
  gpusPerRun?: number;
  gpuDriver?: string;
  shareCpus?: boolean;
  shareGpus?: boolean;
  runtime?: string;
  network?: string;
  obfuscated?: boolean;
  descriptions?: "builtin" | "reference";
  dryRun?: boolean;
  resume?: string;
  retain?: boolean;
  grade?: boolean;
}

const usualRunsDirectory = "runs";

/** Runs an agent on competitions, or finishes a run group; grades it if asked to. */
export async function run(options: RunOptions): Promise<number> {
  const runsDirectory = resolve(options.runDir ?? usualRunsDirectory);
  const stop = stopOnSignals(options);
  const view = createRunView();
  const onEvent = (event: RunEvent): void => {
    stop.onEvent(event);
    view(event);
  };
  const session = {
    signal: stop.signal,
    leave: stop.leave,
    onEvent,
    versions: { mlebench: packageVersion(import.meta.url) },
  };
  let result: RunGroupResult;
  if (options.resume === undefined) {
    const plan = await planned(options, runsDirectory);
    if (options.dryRun) return showPlan(plan, options);
    if (options.build) await buildOutdated(plan);
    result = await runAgents({ ...plan, ...session });
  } else {
    result = await resumed(options, options.resume, runsDirectory, session);
  }
  clearStatus();
  stop.forget();
  // With --grade, standard output is the grading report's, which a stopped group does not get.
  const isGraded = options.grade === true && !result.interrupted;
  if (options.json && !isGraded) printJson(result);
  else (isGraded ? note : print)(resultText(result));
  const failed = failedRuns(result);
  for (const text of failed.slice(0, shownFailures).map(failureText)) note(text);
  if (failed.length > shownFailures)
    note(
      `${failed.length - shownFailures} more runs failed; their logs are ${result.directory}/RUN/run.log.`,
    );
  // The logs of failed runs say it themselves.
  for (const { competition_id, seed, status, submission } of Object.values(result.runs)) {
    if (endedBadly.has(status) || submission === null) continue;
    if ("seen" in submission && submission.seen !== undefined)
      note(`${competition_id} seed ${seed}: no submission was found. ${submission.seen}`);
  }
  if (!result.complete) {
    note(
      `${result.stopped ?? "Not every run has a result."} Finish it with \`${resumeCommand(result, options)}\`.`,
    );
  }
  if (result.interrupted) return exitCodes.interrupted;
  const exitCode = options.grade ? await gradeGroup(result, options) : exitCodes.ok;
  if (exitCode !== exitCodes.ok) return exitCode;
  return failed.length > 0 || !result.complete ? exitCodes.userError : exitCodes.ok;
}

/** What somebody will want to know the reason of; runs that the user stopped are not among it. */
const endedBadly: ReadonlySet<RunStatus> = new Set([
  "failed",
  "timed out",
  "out of memory",
  "killed",
  "lost",
  "error",
]);

/** How many failed runs are shown with the end of their logs. */
const shownFailures = 10;

function failedRuns({ directory, runs }: RunGroupResult): { log: string; record: RunRecord }[] {
  return Object.entries(runs)
    .filter(([, { status }]) => endedBadly.has(status))
    .map(([id, record]) => ({ log: join(directory, id, "run.log"), record }));
}

function failureText({ log, record }: { log: string; record: RunRecord }): string {
  const { competition_id, seed, status, reason } = record;
  const lines = lastLogLines(log, 8).map((line) => `  | ${line}`);
  const end = lines.length === 0 ? "Its log is" : "The end of its log";
  const why = reason === null ? "" : `: ${reason.replace(/\.$/, "")}`;
  return [`${competition_id} seed ${seed}: ${status}${why}. ${end} ${log}`, ...lines].join("\n");
}

/** The command that finishes a run group as this one was begun. All else is in the group's state. */
function resumeCommand({ directory }: Pick<RunGroupResult, "directory">, options: RunOptions): string {
  return [
    `mlebench run --resume ${shellWord(directory)}`,
    ...(options.grade ? ["--grade"] : []),
    ...(options.json ? ["--json"] : []),
  ].join(" ");
}

/**
 * Ctrl-C once stops the agents and collects what they left; twice kills them and collects nothing; three times leaves at
 * once. Before a run has begun, once leaves.
 */
function stopOnSignals(options: RunOptions): {
  signal: AbortSignal;
  leave: AbortSignal;
  onEvent: (event: RunEvent) => void;
  forget: () => void;
} {
  const stop = new AbortController();
  const leave = new AbortController();
  let group: { runGroup: string; directory: string } | undefined;
  const working = new Set<string>();
  const isOne = (): boolean => working.size === 1;
  const agents = (): string => (isOne() ? "1 agent" : `${working.size} agents`);
  const onSignal = (): void => {
    if (group === undefined) {
      note("Stopped before the first run started.");
      process.exit(exitCodes.interrupted);
    }
    const resume = `\`${resumeCommand(group, options)}\``;
    if (!stop.signal.aborted) {
      note(
        working.size === 0
          ? "Stopping: no agent is running, and no further runs start."
          : `Stopping: no further runs start. Sent SIGTERM to ${agents()}; SIGKILL follows after ${grace(group.directory)}. Then ${isOne() ? "its" : "their"} output is collected. Press Ctrl-C again to kill ${isOne() ? "it" : "them"} now without collecting.`,
      );
      stop.abort();
    } else if (!leave.signal.aborted) {
      note(
        working.size === 0
          ? `Exiting without waiting. Resume with ${resume}.`
          : `Killing ${agents()} now without collecting the output. ${resume} collects it and repeats ${isOne() ? "the run" : "the runs"}; \`${cleanCommand(group)}\` discards it. Press Ctrl-C again to exit without waiting.`,
      );
      leave.abort();
    } else {
      note(`Exiting immediately. Agents may still be running. Reattach to them with ${resume}.`);
      process.exit(exitCodes.interrupted);
    }
  };
  // The program's own handler would leave at once.
  process.removeAllListeners("SIGINT");
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  return {
    signal: stop.signal,
    leave: leave.signal,
    onEvent: (event) => {
      if (event.type === "group-started") group = event;
      else if (event.type === "run-started") working.add(event.run.runId);
      else if (event.type === "run-ended") working.delete(event.run.runId);
    },
    forget: () => {
      for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
    },
  };
}

/** As the group was begun, also where it is resumed. */
function grace(directory: string): string {
  return formatDuration(readRunGroup(directory).plan.limits.graceSeconds);
}

function cleanCommand({ runGroup, directory }: { runGroup: string; directory: string }): string {
  const { backend } = readRunGroup(directory).plan;
  const runsDirectory = dirname(directory);
  return [
    `mlebench run clean --run-group ${shellWord(runGroup)}`,
    ...(backend === "docker" ? [] : [`--backend ${backend}`]),
    ...(runsDirectory === resolve(usualRunsDirectory) ? [] : [`--run-dir ${shellWord(runsDirectory)}`]),
  ].join(" ");
}

async function planned(options: RunOptions, runsDirectory: string): Promise<RunAgentsOptions> {
  const references = selection(await chosenCompetitions(options));
  const competitions: Competition[] = [];
  const competitionPaths: Record<string, string> = {};
  for (const reference of references) {
    const competition = await find(reference);
    competitions.push(competition);
    if (reference !== competition.facts.id) competitionPaths[competition.facts.id] = resolve(reference);
  }
  return {
    backend: await createBackend(options.backend ?? "docker", runsDirectory, options),
    backendOptions: graderChoice(options),
    agent: chosenAgent(options),
    overrides: agentOverrides(options),
    competitions,
    competitionPaths,
    dataDirectory: dataDirectory(options),
    miniature: options.mini,
    runsDirectory,
    seeds: options.nSeeds,
    workers: options.nWorkers,
    image: options.image,
    limits: limitsOf(options),
    gpuDevices: options.gpus?.flatMap((devices) => devices.split(",")),
    shareCpus: options.shareCpus,
    shareGpus: options.shareGpus,
    network: options.network,
    runtime: options.runtime,
    containerConfig: readContainerConfig(options.containerConfig),
    obfuscated: options.obfuscated,
    descriptions: options.descriptions,
    description: describer(options),
    retain: options.retain,
  };
}

/** Builds the agent's image unless it is what its folder and environment would give again. */
async function buildOutdated({ agent, backend, image = agent.name }: RunAgentsOptions): Promise<void> {
  if (backend.name !== "docker") return;
  const { connect, imageAge } = await import("@mlebench/runner-docker");
  const { state, reasons } = await imageAge(connect(), agent, image);
  if (state === "current") return;
  const why = {
    missing: "it is not there",
    unknown: "it was built by other means",
    outdated: reasons.join(", and "),
  };
  note(`Building ${image}: ${why[state]}.`);
  await buildImageWithProgress(agentContext(agent), image);
}

/** The reference's name for a list, and what Plexe's configuration names, count as choices too. */
async function chosenCompetitions(options: RunOptions): Promise<SelectionOptions> {
  const { competitionId, all, lite, split, plexeConfig } = options;
  const list = options.competitionSet ?? options.list;
  const choice = { competitionId, all, lite, list, split };
  if (plexeConfig === undefined || Object.values(choice).some((value) => value !== undefined)) return choice;
  const { plexeConfiguration } = await import("@mlebench/agents");
  return { competitionId: plexeConfiguration(plexeConfig).datasets };
}

function limitsOf(options: RunOptions): Partial<RunLimits> {
  const limits: Partial<RunLimits> = {
    timeoutSeconds: options.timeout,
    graceSeconds: options.grace,
    cpus: options.cpus,
    memoryBytes: options.memory,
    shmBytes: options.shmSize,
    diskBytes: options.disk,
    pids: options.pids,
    gpus: options.gpusPerRun,
    gpuDriver: options.gpuDriver,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

function describer(options: Pick<RunOptions, "descriptions" | "obfuscated"> & DataOptions) {
  return (competition: Competition): string =>
    readDescriptionFor(competition, {
      source: options.descriptions ?? "builtin",
      obfuscated: options.obfuscated,
      dataDirectory: dataDirectory(options),
    });
}

type Session = Pick<RunAgentsOptions, "signal" | "onEvent" | "versions">;

async function resumed(
  options: RunOptions,
  reference: string,
  runsDirectory: string,
  session: Session,
): Promise<RunGroupResult> {
  const directory = runGroupDirectory(reference, runsDirectory);
  const { plan } = readRunGroup(directory);
  rememberData(plan.data_directory, plan.miniature ?? false);
  const choice = {
    agentId: options.agentId ?? plan.agent.id,
    agentDir: options.agentDir ?? plan.agent.directory,
  };
  for (const name of withoutEffect(options)) {
    warn(`${name} has no effect with --resume: the group is finished as it was begun.`);
  }
  return resumeRunGroup(directory, {
    ...session,
    backend: await createBackend(plan.backend as BackendName, resolve(directory, ".."), {
      ...plan.backend_options,
      ...graderChoice(options),
    }),
    agent: chosenAgent(choice),
    competition: (id) => find(plan.competition_paths?.[id] ?? id),
    workers: options.nWorkers,
    description: describer({
      descriptions: options.descriptions ?? (plan.descriptions as RunOptions["descriptions"]),
      obfuscated: plan.obfuscated,
      dataDir: plan.data_directory,
    }),
  });
}

/** Options of a run that resuming does not take. */
function withoutEffect(options: RunOptions): string[] {
  const taken = new Set([
    ...["resume", "agentId", "agentDir", "nWorkers", "graderBase", "graderNode", "descriptions"],
    ...["runDir", "json", "verbose", "grade", "backend", "mini", "dataDir"],
  ]);
  return Object.entries(options)
    .filter(([name, value]) => value !== undefined && !taken.has(name))
    .map(([name]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
}

async function showPlan(options: RunAgentsOptions, { json }: RunOptions): Promise<number> {
  const { plan, runs, missing, warnings } = await dryRun(options);
  if (json) {
    printJson({ plan, runs, missing, warnings });
    return exitCodes.ok;
  }
  const { limits } = plan;
  const rows: [string, string][] = [
    ["agent", plan.agent.id],
    ["image", plan.image],
    ["command", plan.command.join(" ")],
    ["timeout", formatDuration(limits.timeoutSeconds)],
    ["network", plan.network],
    ["workers", String(plan.workers)],
  ];
  print(formatTable(rows));
  const listed = runs.map(({ competitionId, seed, worker, allocation }) => [
    competitionId,
    String(seed),
    String(worker),
    allocation.cpuSet?.join(",") ?? "any",
    allocation.gpuDevices?.join(",") ?? "none",
  ]);
  print(`\n${formatHeadedTable(["competition", "seed", "worker", "CPUs", "GPUs"], listed, [1, 2])}`);
  for (const warning of warnings) warn(warning);
  for (const text of missing) note(`missing: ${text}`);
  note(missing.length === 0 ? "All is there. Nothing was started." : "Nothing was started.");
  return exitCodes.ok;
}

function resultText({ runGroup, directory, runs }: RunGroupResult): string {
  const rows = Object.values(runs).map((record) => [
    record.competition_id,
    String(record.seed),
    record.status,
    record.seconds === null ? "–" : formatDuration(record.seconds),
    record.submission?.kind ?? "none",
    String(record.validations?.total ?? 0),
    record.reason ?? "",
  ]);
  const table = formatHeadedTable(
    ["competition", "seed", "status", "time", "submission", "validations", ""],
    rows,
    [1, 5],
  );
  return `${runGroup}\n${table}\n${directory}`;
}

async function gradeGroup({ directory, metadata }: RunGroupResult, { json }: RunOptions): Promise<number> {
  const { makeSubmission } = await import("@mlebench/reports");
  const { grade } = await import("./grade.js");
  const submission = join(directory, "submission.jsonl");
  makeSubmission({ metadataPath: metadata, output: submission });
  const { data_directory: dataDir } = readRunGroup(directory).plan;
  return grade({ submission, outputDir: directory, dataDir, json, requireVerified: true });
}
