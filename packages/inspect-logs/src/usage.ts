import type { TranscriptUsage } from "@mlebench/transcripts";
import type { InspectUsage, UsageByModel } from "./format.js";
import type { LoggedRun } from "./logged-run.js";

/** Tokens as Inspect counts them: those of the cache are not among the input's. */
export function inspectUsage(usage: TranscriptUsage, cost: number | null): InspectUsage {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = usage;
  return {
    input_tokens: Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens),
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    input_tokens_cache_read: cacheReadTokens,
    input_tokens_cache_write: cacheWriteTokens,
    reasoning_tokens: reasoningTokens,
    ...(cost !== null && { total_cost: cost }),
  };
}

/** Tokens by model: of all model calls in the transcript, or what an agent without one reported. */
export function usageOf({ transcript, record }: Pick<LoggedRun, "transcript" | "record">): UsageByModel {
  const usages = (transcript ?? []).flatMap((line): UsageByModel[] =>
    line.type === "model" ? [{ [line.model]: inspectUsage(line.usage, line.cost) }] : [],
  );
  if (usages.length > 0) return sumUsages(usages);
  const reported = Object.entries(record.usage ?? {});
  // What several models cost together cannot be divided.
  const cost = reported.length === 1 ? (record.cost ?? null) : null;
  return Object.fromEntries(reported.map(([model, usage]) => [model, inspectUsage(usage, cost)]));
}

/** Sums by model. A cost that is unknown counts as nothing, as Inspect has it. */
export function sumUsages(usages: readonly UsageByModel[]): UsageByModel {
  const sum: UsageByModel = {};
  for (const usage of usages)
    for (const [model, one] of Object.entries(usage)) {
      const known = sum[model];
      sum[model] = known === undefined ? { ...one } : added(known, one);
    }
  return sum;
}

function added(a: InspectUsage, b: InspectUsage): InspectUsage {
  const isPriced = a.total_cost !== undefined || b.total_cost !== undefined;
  return {
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    total_tokens: a.total_tokens + b.total_tokens,
    input_tokens_cache_read: a.input_tokens_cache_read + b.input_tokens_cache_read,
    input_tokens_cache_write: a.input_tokens_cache_write + b.input_tokens_cache_write,
    reasoning_tokens: a.reasoning_tokens + b.reasoning_tokens,
    ...(isPriced && { total_cost: (a.total_cost ?? 0) + (b.total_cost ?? 0) }),
  };
}
