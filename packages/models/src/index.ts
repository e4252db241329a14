export { estimateTokens } from "./estimate-tokens.js";
export { type JsonSchema, type JsonType, schemaProblem } from "./json-schema.js";
export { isHopeless, isModelError, ModelError, type ModelErrorReason } from "./model-error.js";
export { type ModelName, parseModelName } from "./model-name.js";
export { openModel } from "./open-model.js";
export { addUsage, type ModelPrice, readPrices, totalUsage } from "./prices.js";
export type { Clock, RetryPolicy } from "./retry.js";
export { createRedaction, credentialsIn } from "./secrets.js";
export type {
  Completion,
  CompletionRequest,
  CompletionToken,
  Estimate,
  FinishReason,
  GenerateRequest,
  Message,
  Model,
  ModelOptions,
  ReasoningEffort,
  Reply,
  ToolCall,
  ToolDefinition,
  Usage,
} from "./types.js";
