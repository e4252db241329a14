import { readSplit, splitNames } from "@mlebench/core";
import { type GroupState, isActive, isFinal, recordPlan, withoutSecrets } from "@mlebench/runner";
import { recordSettings, runSettings, withDefaults } from "@mlebench/runner/settings";
import type { InspectEval, InspectHeader, InspectSummary, LogStatus } from "./format.js";
import { identifier } from "./identifiers.js";
import { inspectResults } from "./results.js";
import type { SampleContext } from "./sample.js";
import { headline, scoreKeys, scorerName } from "./scores.js";
import { generateConfig } from "./transcript-events.js";
import { sumUsages } from "./usage.js";

/** Inspect's name for no model. */
const noModel = "none/none";

/** What of a run group its samples need. */
export function sampleContext(state: GroupState): SampleContext {
  const { maxMessages, tokenLimit } = state.plan.settings;
  return {
    created: isoTime(state.created_at),
    messageLimit: maxMessages === 0 ? undefined : maxMessages,
    tokenLimit,
  };
}

/**
 * Everything of a log but its samples.
 * @param model of the transcripts, for a group with no model in its settings
 * @param isRunning the runs are being worked on
 */
export function inspectHeader(
  state: GroupState,
  summaries: readonly InspectSummary[],
  { model, isRunning = false }: { model?: string | null; isRunning?: boolean } = {},
): InspectHeader {
  const status = isRunning ? "started" : statusOf(state);
  const created = isoTime(state.created_at);
  const usage = sumUsages(summaries.map((summary) => summary.model_usage));
  const starts = summaries.flatMap(({ started_at }) => started_at ?? []).sort();
  const runs = Object.keys(state.runs).length;
  const competitions = state.plan.competitions.length;
  return {
    version: 2,
    status,
    eval: inspectEval(state, {
      model: model ?? Object.keys(usage)[0] ?? noModel,
      messageLimit: summaries.find(({ message_limit }) => message_limit !== undefined)?.message_limit,
    }),
    plan: { name: "plan", steps: [{ solver: state.plan.agent.id, params: {} }] },
    results: inspectResults(summaries, { samples: runs, competitions }),
    stats: {
      started_at: starts[0] ?? created,
      completed_at: state.finished_at === null || isRunning ? "" : isoTime(state.finished_at),
      model_usage: usage,
    },
    ...(status === "error" && { error: errorOf(state) }),
  };
}

/** `2026-01-31T12-00-00-GMT`, as run groups have it, in ISO 8601. */
export function isoTime(time: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-GMT$/.exec(time);
  return match === null ? time : `${match[1]}T${match[2]}:${match[3]}:${match[4]}+00:00`;
}

/** The task of a run group: its split, its only competition, or its own name. */
export function taskOf({ plan, run_group }: GroupState): string {
  const ids = new Set(plan.competitions);
  const split = splitNames().find((name) => {
    const listed = readSplit(name);
    return listed.length === ids.size && listed.every((id) => ids.has(id));
  });
  return `mlebench/${split ?? (ids.size === 1 ? plan.competitions[0] : run_group)}`;
}

/** The name of a log's file without its extension, as Inspect makes it. */
export function logName({ eval: { created, task, task_id } }: InspectHeader): string {
  const clean = (text: string): string => text.replace(/[_/:+]/g, "-");
  return `${clean(created)}_${clean(task.slice(task.indexOf("/") + 1))}_${task_id}`;
}

/** @param used what the settings leave to the agent */
function inspectEval(
  state: GroupState,
  used: { model: string; messageLimit: number | undefined },
): InspectEval {
  const { run_group, versions } = state;
  const plan = withoutSecrets(state.plan);
  const { settings } = plan;
  const own = identifier("group", run_group, ...Object.keys(state.runs).sort());
  const { settings: args, ...shared } = recordPlan(plan);
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  const defaults = recordSettings(runSettings, withDefaults(runSettings, {}));
  const version = String(versions.mlebench ?? versions.runner ?? "");
  const metrics = [
    { name: "inspect_ai/accuracy", options: {} },
    { name: "inspect_ai/stderr", options: {} },
  ];
  const { tokenLimit, maxTurns, workingLimit, costLimit } = settings;
  return {
    eval_id: identifier("eval", own),
    run_id: identifier("run", own),
    created: isoTime(state.created_at),
    task: taskOf(state),
    task_id: identifier("task", own),
    task_version: version,
    task_args: Object.fromEntries(given),
    task_args_passed: Object.fromEntries(
      given.filter(([key, value]) => JSON.stringify(defaults[key]) !== JSON.stringify(value)),
    ),
    solver: plan.agent.id,
    dataset: {
      name: taskOf(state).slice("mlebench/".length),
      samples: plan.competitions.length,
      sample_ids: [...plan.competitions],
      shuffled: false,
    },
    sandbox: { type: plan.backend },
    model: settings.model ?? used.model,
    ...(settings.baseUrl !== undefined && { model_base_url: settings.baseUrl }),
    model_generate_config: generateConfig(settings),
    config: {
      epochs: settings.nSeeds,
      fail_on_error: false,
      // A submission counts also if its agent failed.
      score_on_error: true,
      ...(used.messageLimit !== undefined && { message_limit: used.messageLimit }),
      ...(tokenLimit !== undefined && { token_limit: tokenLimit }),
      ...(maxTurns !== undefined && { turn_limit: maxTurns }),
      // An integer in Inspect.
      time_limit: Math.ceil(settings.timeout),
      ...(workingLimit !== undefined && { working_limit: Math.ceil(workingLimit) }),
      ...(costLimit !== undefined && { cost_limit: costLimit }),
      max_samples: settings.nWorkers,
    },
    packages: { mlebench: version },
    metadata: { run_group, ...shared, hardware: state.hardware, versions },
    scorers: [
      {
        name: scorerName,
        options: {},
        metrics: Object.fromEntries(scoreKeys.map((key) => [key, metrics])) as Record<
          (typeof scoreKeys)[number],
          typeof metrics
        >,
      },
    ],
    headline_metric: headline,
  };
}

function statusOf({ runs }: GroupState): LogStatus {
  const records = Object.values(runs).map(({ record }) => record);
  if (records.every(({ status }) => isFinal(status))) return "success";
  if (records.some(({ status }) => isActive(status))) return "started";
  return records.some(({ status }) => status === "error" || status === "lost") ? "error" : "cancelled";
}

function errorOf({ runs }: GroupState) {
  const failed = Object.values(runs).filter(({ record }) => ["error", "lost"].includes(record.status));
  const reasons = [...new Set(failed.map(({ record }) => record.reason ?? record.status))];
  const message = `${failed.length} of ${Object.keys(runs).length} runs have no result: ${reasons.join("; ")}`;
  return { message, traceback: message, traceback_ansi: message };
}
