export type { CompletionQuirks } from "./completions.js";
export { type KnownLanguage, pairLanguage, wordTokens } from "./language.js";
export {
  errorReply,
  type ScriptedReply,
  type ScriptedToolCall,
  type ScriptedUsage,
} from "./replies.js";
export {
  type MockModels,
  type MockModelsOptions,
  type RecordedRequest,
  type Script,
  startMockModels,
} from "./start-mock-models.js";
