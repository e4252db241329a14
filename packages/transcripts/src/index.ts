export {
  type LimitType,
  limitTypes,
  type ReachedLimit,
  type TranscriptEvent,
  type TranscriptLine,
  type TranscriptMessage,
  type TranscriptToolCall,
  type TranscriptUsage,
} from "./events.js";
export { readTranscript, type Transcript } from "./read-transcript.js";
export { openTranscript, type TranscriptWriter } from "./write-transcript.js";
