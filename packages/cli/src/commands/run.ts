import { resolve } from "node:path";
import { agentContext } from "@mlebench/agents";
import { UsageError } from "@mlebench/core";
import { packageVersion } from "@mlebench/disk";
import { environmentContext, environmentImage } from "@mlebench/environment";
import {
  type RunAgentsOptions,
  type RunEvent,
  type RunGroupResult,
  resumeRunGroup,
  runAgents,
} from "@mlebench/runner";
import { exitCodes } from "../exit-codes.js";
import { buildImageWithProgress } from "../image-build.js";
import { rememberSelection } from "../invocation.js";
import { openConclusion } from "../run/conclusion.js";
import { createResumeOptions, createRunOptions, type RunSession } from "../run/create-run-options.js";
import { openRunLogging } from "../run/run-logging.js";
import { type RunConfig, type RunOptions, readRunConfig } from "../run/run-options.js";
import { defaultRunsDirectory } from "../run/run-setup.js";
import { createRunView } from "../run/run-view.js";
import { showPlan } from "../run/show-plan.js";
import { stopOnSignals } from "../run/stop-on-signals.js";
import { writeManifests } from "../run/write-manifests.js";
import { note } from "../terminal.js";

/** Runs an agent on competitions, or finishes a run group; grades it if asked to. */
export async function run(options: RunOptions): Promise<number> {
  const isPlexe = await isPlexeRun(options);
  if (options.attach !== undefined && options.resume !== undefined)
    throw new UsageError("`--attach` and `--resume` cannot be used together");
  if (options.outputDir !== undefined && (!options.dryRun || resumed(options) !== undefined))
    throw new UsageError("`--output-dir` requires `--dry-run` and a new run group");
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
  const plexeDirectory = isPlexe ? process.cwd() : undefined;
  const conclusion = openConclusion(command, stop, plexeDirectory);
  const session: RunSession = {
    signal: stop.signal,
    leave: stop.leave,
    detach: stop.detach,
    onEvent: (event: RunEvent): void => {
      stop.onEvent(event);
      view(event);
      log?.(event);
    },
    conclusion: conclusion.work,
    versions: { mlebench: packageVersion(import.meta.url) },
  };
  let result: RunGroupResult;
  const group = resumed(options);
  if (group === undefined) {
    const runOptions = await createRunOptions({ ...config, dryRun: options.dryRun }, runsDirectory);
    if (options.dryRun) {
      if (options.outputDir === undefined) await showPlan(runOptions, options.json);
      else await writeManifests(runOptions, options.outputDir, command);
      return exitCodes.ok;
    }
    if (config.build || config.rebuild) await buildOutdatedImage(runOptions, config.rebuild);
    result = await runAgents({ ...runOptions, ...session });
  } else {
    const { directory, resumed } = await createResumeOptions(options, group, runsDirectory, session, isPlexe);
    result = await resumeRunGroup(directory, resumed);
  }
  return await conclusion.finish(result);
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
