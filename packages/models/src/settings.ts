import type { Protocol } from "./providers.js";
import type { GenerateRequest, ReasoningEffort } from "./types.js";

/** Settings that a model can do without. */
export const optionalSettings = [
  "temperature",
  "topP",
  "maxTokens",
  "seed",
  "stop",
  "reasoningEffort",
  "schema",
] as const;

export type OptionalSetting = (typeof optionalSettings)[number];

/** What providers call a setting when they do not accept it. */
const spellings: Readonly<Record<OptionalSetting, RegExp>> = {
  temperature: /\btemperature\b/i,
  topP: /\btop_?p\b/i,
  maxTokens: /\bmax_?(output_|completion_)?tokens\b/i,
  seed: /\bseed\b/i,
  stop: /\bstop(_?sequences)?\b/i,
  reasoningEffort: /\breasoning|\bthinking/i,
  schema: /response_?format|json_?schema|structured output|output_?(format|config)|response_?(mime|schema)/i,
};

const refusal =
  /unsupported|not support|unknown|unrecogni[sz]ed|unexpected|invalid|extra (inputs|fields)|not (permitted|allowed|available)|only the default|does not|cannot|deprecated|incompatible|input should be/i;

/** The settings of a request that an error message says the model does not take. */
export function refusedSettings(message: string, request: GenerateRequest): OptionalSetting[] {
  if (!refusal.test(message)) return [];
  return optionalSettings.filter((name) => request[name] !== undefined && spellings[name].test(message));
}

/** A request without settings. */
export function withoutSettings(request: GenerateRequest, names: Iterable<OptionalSetting>): GenerateRequest {
  const kept: { -readonly [Key in keyof GenerateRequest]: GenerateRequest[Key] } = { ...request };
  for (const name of names) delete kept[name];
  return kept;
}

const thinkingTokens: Readonly<Record<ReasoningEffort, number>> = { low: 1024, medium: 4096, high: 16_384 };

/** The SDK's way to say how much a model may think, which is each provider's own. */
export function reasoningOptions(
  protocol: Protocol,
  effort: ReasoningEffort | undefined,
): Record<
  string,
  Record<string, string | { type?: string; budgetTokens?: number; thinkingBudget?: number }>
> {
  if (effort === undefined) return {};
  switch (protocol) {
    case "anthropic":
      return { anthropic: { thinking: { type: "enabled", budgetTokens: thinkingTokens[effort] } } };
    case "bedrock":
      return { bedrock: { reasoningConfig: { type: "enabled", budgetTokens: thinkingTokens[effort] } } };
    case "google":
      return { google: { thinkingConfig: { thinkingBudget: thinkingTokens[effort] } } };
    case "compatible":
      return { compatible: { reasoningEffort: effort } };
    default:
      return { openai: { reasoningEffort: effort } };
  }
}
