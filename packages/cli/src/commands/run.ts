import { join, resolve } from "node:path";
import { agentContext } from "@mlebench/agents";
import { UsageError } from "@mlebench/core";
import { packageVersion } from "@mlebench/disk";
import { environmentContext, environmentImage } from "@mlebench/environment";
import {
  type RunAgentsOptions,
  type RunEvent,
  type RunGroupResult,
  readRunGroup,
  runAgents,
} from "@mlebench/runner";
import { exitCodes } from "../exit-codes.js";
import { buildImageWithProgress } from "../image-build.js";
import { rememberSelection } from "../invocation.js";
import { createRunOptions, type RunSession, resumeRun } from "../run/create-run-options.js";
import { leavePlexeResults, plexeGrades } from "../run/plexe-results.js";
import { openRunLogging } from "../run/run-logging.js";
import { type RunConfig, type RunOptions, readRunConfig } from "../run/run-options.js";
import { defaultRunsDirectory } from "../run/run-setup.js";
import { createRunView } from "../run/run-view.js";
import { showPlan } from "../run/show-plan.js";
import { failedRuns, showResult } from "../run/show-result.js";
import { attachCommand, cancelCommand, stopOnSignals } from "../run/stop-on-signals.js";
import { clearStatus, note } from "../terminal.js";

/** Runs an agent on competitions, or finishes a run group; grades it if asked to. */
export async function run(options: RunOptions): Promise<number> {
  const isPlexe = await isPlexeRun(options);
  if (options.attach !== undefined && options.resume !== undefined)
    throw new UsageError("`--attach` and `--resume` cannot be used together");
  const config =
    resumed(options) === undefined
      ? await readRunConfig(options)
      : { ...options, grade: options.grade ?? (isPlexe || undefined) };
  if (resumed(options) === undefined) rememberSelection(config);
  const logging = options.dryRun ? undefined : await openRunLogging(config);
  try {
    return await runGroup(options, config, isPlexe, logging?.onEvent);
  } finally {
    await logging?.finish();
  }
}

async function runGroup(
  options: RunOptions,
  config: RunConfig,
  isPlexe: boolean,
  log: ((event: RunEvent) => void) | undefined,
): Promise<number> {
  const runsDirectory = resolve(config.runDir ?? defaultRunsDirectory);
  const command: RunOptions = {
    ...options,
    grade: config.grade ?? (config.scorer === undefined ? undefined : true),
  };
  const stop = stopOnSignals(command);
  const view = createRunView();
  const session: RunSession = {
    signal: stop.signal,
    leave: stop.leave,
    detach: stop.detach,
    onEvent: (event: RunEvent): void => {
      stop.onEvent(event);
      view(event);
      log?.(event);
    },
    versions: { mlebench: packageVersion(import.meta.url) },
  };
  let result: RunGroupResult;
  const group = resumed(options);
  if (group === undefined) {
    const runOptions = await createRunOptions({ ...config, dryRun: options.dryRun }, runsDirectory);
    if (options.dryRun) {
      await showPlan(runOptions, options.json);
      return exitCodes.ok;
    }
    if (config.build || config.rebuild) await buildOutdatedImage(runOptions, config.rebuild);
    result = await runAgents({ ...runOptions, ...session });
  } else {
    result = await resumeRun(options, group, runsDirectory, session, isPlexe);
  }
  clearStatus();
  stop.forget();
  return await finishRun(result, command, isPlexe ? process.cwd() : undefined);
}

/** The run group that is to be finished, if one is. */
function resumed({ resume, attach }: RunOptions): string | undefined {
  return resume ?? attach;
}

/** Whether Plexe's own file is what configures the run: then results are left where Plexe's script leaves them. */
async function isPlexeRun({ config }: RunOptions): Promise<boolean> {
  if (config === undefined) return false;
  const { isPlexeConfiguration } = await import("@mlebench/agents");
  return isPlexeConfiguration(config);
}

/**
 * Shows the result of a run group, and grades it if asked to.
 * @param plexeDirectory where results are left as Plexe's script leaves them
 */
async function finishRun(
  result: RunGroupResult,
  options: RunOptions,
  plexeDirectory?: string,
): Promise<number> {
  // A run group that was interrupted is not graded.
  const isGraded = options.grade === true && !result.interrupted && !result.detached;
  if (result.detached) {
    const attach = attachCommand(result, options);
    note(`The runs go on. Follow them with \`${attach}\`, or stop them with \`${cancelCommand(result)}\`.`);
    return exitCodes.interrupted;
  }
  showResult(result, options, isGraded);
  if (result.interrupted) return exitCodes.interrupted;
  if (plexeDirectory !== undefined) leavePlexeResults(result, plexeDirectory);
  const grades = plexeDirectory === undefined ? undefined : join(plexeDirectory, plexeGrades);
  const exitCode = isGraded ? await gradeGroup(result, options, grades) : exitCodes.ok;
  if (exitCode !== exitCodes.ok) return exitCode;
  return failedRuns(result).length > 0 || !result.complete ? exitCodes.userError : exitCodes.ok;
}

/** Builds the agent's image unless its directory and its base image would give the same again, or in any case. */
async function buildOutdatedImage(
  { agent, backend, settings = {} }: RunAgentsOptions,
  isRebuilt = false,
): Promise<void> {
  if (backend.images === undefined) return;
  const folder = "kind" in agent ? undefined : agent;
  const { image = folder?.name ?? environmentImage } = settings;
  const { state, reasons } = await backend.images.age(folder, image);
  if (state === "current" && !isRebuilt) return;
  const why = {
    missing: "image not found",
    unknown: "built by other means",
    outdated: reasons.join(", and "),
    current: "as asked for",
  };
  note(`Building ${image}: ${why[state]}`);
  const context = folder === undefined ? environmentContext() : agentContext(folder);
  await buildImageWithProgress(backend.images, context, image, { cache: !isRebuilt });
}

async function gradeGroup(
  { directory, metadata }: RunGroupResult,
  { json }: RunOptions,
  copyDir?: string,
): Promise<number> {
  const { makeSubmission } = await import("@mlebench/reports");
  const { grade } = await import("./grade.js");
  const submission = join(directory, "submission.jsonl");
  makeSubmission({ metadataPath: metadata, output: submission });
  const { data_directory: dataDir } = readRunGroup(directory).plan;
  return grade({ submission, outputDir: directory, copyDir, dataDir, json, requireVerified: true });
}
