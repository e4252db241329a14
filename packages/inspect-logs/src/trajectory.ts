import type { TranscriptLine, TranscriptMessage } from "@mlebench/transcripts";
import { type LoggedRun, limitOf } from "./logged-run.js";
import { argumentsOf } from "./messages.js";
import { runFacts } from "./run-facts.js";
import type { AtifMetrics, AtifStep, AtifTrajectory } from "./trajectory-format.js";

type Line<Type extends TranscriptLine["type"]> = Extract<TranscriptLine, { type: Type }>;

/**
 * One run as an ATIF-v1.8 trajectory. Conversations besides the agent's main one, such as those of a search, are
 * trajectories in it. An agent without a transcript has two steps: its task, and the end of its log.
 */
export function trajectory(run: LoggedRun): AtifTrajectory {
  const { runId, record, transcript } = run;
  const lines = transcript ?? [];
  const begin = lines.find((line): line is Line<"begin"> => line.type === "begin");
  const model = begin?.model ?? lines.find((line): line is Line<"model"> => line.type === "model")?.model;
  const agent = {
    name: begin?.agent ?? record.agent,
    version: begin?.version || "unknown",
    ...(typeof model === "string" && { model_name: model }),
    ...(begin !== undefined && { extra: { settings: begin.settings } }),
  };
  const one = (id: string, steps: AtifStep[]): AtifTrajectory => ({
    schema_version: "ATIF-v1.8",
    session_id: runId,
    trajectory_id: id,
    agent,
    steps,
  });
  const threads = [...new Set(lines.flatMap((line) => threadOf(line) ?? []))];
  const parts = threads
    .map((thread) => one(`${runId}/${thread}`, stepsOf(lines, thread)))
    .filter(({ steps }) => steps.length > 0);
  const steps = stepsOf(lines, undefined);
  const root = one(runId, steps.length > 0 ? steps : outlineOf(run));
  const nodes = lines.filter((line) => line.type === "node").map(({ type, index, ...node }) => node);
  return {
    ...root,
    ...(lines.length > 0 && { final_metrics: finalMetrics(lines, root.steps.length) }),
    extra: {
      ...runFacts(run),
      limit: limitOf(run),
      ...(nodes.length > 0 && { nodes }),
    },
    ...(parts.length > 0 && { subagent_trajectories: parts }),
  };
}

function threadOf(line: TranscriptLine): string | undefined {
  return "thread" in line ? line.thread : undefined;
}

/** The steps of one conversation; results of tools are part of the step that called them. */
function stepsOf(lines: readonly TranscriptLine[], thread: string | undefined): AtifStep[] {
  const calls = new Map<string, Line<"model">>();
  const tools = new Map<string, Line<"tool">>();
  for (const line of lines) {
    if (line.type === "model" && line.output !== null) calls.set(line.output, line);
    if (line.type === "tool") tools.set(line.output, line);
  }
  const steps: AtifStep[] = [];
  const add = (step: Omit<AtifStep, "step_id">): void => {
    steps.push({ step_id: steps.length + 1, ...step });
  };
  for (const line of lines) {
    if (line.type !== "message" || threadOf(line) !== thread) continue;
    const { message, id, time } = line;
    switch (message.role) {
      case "system":
      case "user":
        add({ timestamp: time, source: message.role, message: message.content });
        break;
      case "assistant":
        add({ timestamp: time, source: "agent", ...agentStep(message, calls.get(id)) });
        break;
      case "tool":
        addResult(steps, add, message, time, tools.get(id));
        break;
    }
  }
  return steps;
}

function agentStep(
  { content, reasoning, toolCalls = [] }: Extract<TranscriptMessage, { role: "assistant" }>,
  call: Line<"model"> | undefined,
): Omit<AtifStep, "step_id" | "source" | "timestamp"> {
  return {
    message: content,
    ...(call !== undefined && { model_name: call.model, metrics: metricsOf(call), llm_call_count: 1 }),
    ...(reasoning !== undefined && reasoning !== "" && { reasoning_content: reasoning }),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(({ id, name, arguments: given }) => ({
        tool_call_id: id,
        function_name: name,
        arguments: argumentsOf(given),
      })),
    }),
  };
}

function addResult(
  steps: readonly AtifStep[],
  add: (step: Omit<AtifStep, "step_id">) => void,
  { toolCallId, content, isError }: Extract<TranscriptMessage, { role: "tool" }>,
  time: string,
  tool: Line<"tool"> | undefined,
): void {
  const caller = steps.findLast((step) =>
    step.tool_calls?.some(({ tool_call_id }) => tool_call_id === toolCallId),
  );
  const extra = {
    ...(isError && { is_error: true }),
    ...(tool !== undefined && {
      exit_code: tool.exitCode,
      seconds: tool.seconds,
      bytes: tool.bytes,
      truncated: tool.truncated,
      error: tool.error,
    }),
  };
  const result = { content, ...(Object.keys(extra).length > 0 && { extra }) };
  // A result that no step asked for stands for itself.
  if (caller === undefined) {
    add({ timestamp: time, source: "system", message: "", observation: { results: [result] } });
    return;
  }
  caller.observation ??= { results: [] };
  caller.observation.results.push({ source_call_id: toolCallId, ...result });
}

function metricsOf({ usage, cost, seconds, waited, finishReason }: Line<"model">): AtifMetrics {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    cached_tokens: usage.cacheReadTokens,
    ...(cost !== null && { cost_usd: cost }),
    extra: {
      cache_write_tokens: usage.cacheWriteTokens,
      reasoning_tokens: usage.reasoningTokens,
      seconds,
      waited,
      finish_reason: finishReason,
    },
  };
}

/** Sums over all model calls of a run, those of its other conversations and failed ones included. */
function finalMetrics(lines: readonly TranscriptLine[], steps: number): AtifTrajectory["final_metrics"] {
  const calls = lines.filter((line): line is Line<"model"> => line.type === "model");
  const sum = (value: (call: Line<"model">) => number): number =>
    calls.reduce((total, call) => total + value(call), 0);
  // A price that is not known makes the total unknown.
  const isPriced = calls.length > 0 && calls.every(({ cost }) => cost !== null);
  return {
    total_prompt_tokens: sum(({ usage }) => usage.inputTokens),
    total_completion_tokens: sum(({ usage }) => usage.outputTokens),
    total_cached_tokens: sum(({ usage }) => usage.cacheReadTokens),
    ...(isPriced && { total_cost_usd: sum(({ cost }) => cost ?? 0) }),
    total_steps: steps,
    extra: { model_calls: calls.length },
  };
}

/** The steps of a run without a main conversation. */
function outlineOf({ record, logEnd }: LoggedRun): AtifStep[] {
  const { competition_id, status, reason, started_at, ended_at } = record;
  return [
    {
      step_id: 1,
      ...(started_at !== null && { timestamp: started_at }),
      source: "user",
      message: competition_id,
    },
    {
      step_id: 2,
      ...(ended_at !== null && { timestamp: ended_at }),
      source: "agent",
      message: reason === null ? status : `${status}: ${reason}`,
      llm_call_count: 0,
      ...(logEnd.length > 0 && { observation: { results: [{ content: logEnd.join("\n") }] } }),
    },
  ];
}
