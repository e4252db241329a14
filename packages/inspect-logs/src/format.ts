// What is written of Inspect's log format, schema version 2 (inspect-ai 0.3.285). Names are the format's own.

/** A time in ISO 8601 with its zone. */
type Time = string;

export interface InspectUsage {
  /** Without what was read from and written to the cache. */
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  input_tokens_cache_read: number;
  input_tokens_cache_write: number;
  reasoning_tokens: number;
  /** US dollars. */
  total_cost?: number;
}

export type UsageByModel = Record<string, InspectUsage>;

export interface InspectToolCall {
  id: string;
  function: string;
  arguments: Record<string, unknown>;
  parse_error?: string;
  type: "function";
}

export interface InspectToolError {
  type: "unknown" | "cancelled" | "timeout";
  message: string;
}

export type InspectContent =
  | string
  | readonly ({ type: "text"; text: string } | { type: "reasoning"; reasoning: string })[];

export type InspectMessage =
  | { id: string; role: "system"; content: string }
  | { id: string; role: "user"; content: string; source?: "input" }
  | {
      id: string;
      role: "assistant";
      content: InspectContent;
      source: "generate";
      tool_calls?: InspectToolCall[];
      model?: string;
    }
  | {
      id: string;
      role: "tool";
      content: string;
      tool_call_id: string;
      function: string;
      error?: InspectToolError;
    };

export type StopReason = "stop" | "max_tokens" | "model_length" | "tool_calls" | "content_filter" | "unknown";

export interface InspectOutput {
  model: string;
  choices: { message: InspectMessage; stop_reason: StopReason }[];
  completion: string;
  usage?: InspectUsage;
  /** Tokens of the input, the cache's included. */
  input_context_tokens?: number;
  time?: number;
  error?: string;
}

/** What a model was asked with. */
export interface GenerateConfig {
  temperature?: number;
  top_p?: number;
  max_tokens?: number;
  reasoning_effort?: string;
  max_connections?: number;
}

export type ScoreKey = "valid_submission" | "above_median" | "any_medal";

export interface InspectScore {
  value: Record<ScoreKey, boolean>;
  answer?: string;
  explanation?: string;
  metadata?: Record<string, unknown>;
}

export interface InspectError {
  message: string;
  traceback: string;
  traceback_ansi: string;
}

/** What all events have. */
export interface EventPlace {
  uuid: string;
  span_id: string | null;
  timestamp: Time;
  working_start: number;
}

export type EventBody =
  | { event: "span_begin"; id: string; parent_id: string | null; type: string; name: string }
  | { event: "span_end"; id: string }
  | { event: "info"; source: string; data: unknown }
  | {
      event: "model";
      model: string;
      /** Always empty: {@link input_refs} lead to `events_data.messages`, so that no message is written twice. */
      input: [];
      input_refs: [from: number, to: number][];
      tools: { name: string; description: string; parameters: { type: "object"; properties: object } }[];
      tool_choice: "auto";
      config: GenerateConfig;
      output: InspectOutput;
      error?: string;
      completed: Time;
      working_time: number;
    }
  | {
      event: "tool";
      type: "function";
      id: string;
      function: string;
      arguments: Record<string, unknown>;
      result: string;
      truncated?: [from: number, to: number];
      error?: InspectToolError;
      events: [];
      completed?: Time;
      working_time?: number;
      message_id?: string;
      pending?: true;
      metadata?: Record<string, unknown>;
    }
  | { event: "compaction"; type: "summary" | "edit" | "trim"; source: string; metadata: object }
  | { event: "sample_limit"; type: string; message: string; limit?: number }
  | { event: "error"; error: InspectError }
  | { event: "score"; score: InspectScore; target: string; intermediate: false; scorer: string };

export type InspectEvent = EventPlace & EventBody;

/** One run. Its epoch is its seed, counted from 1. */
export interface InspectSample {
  id: string;
  epoch: number;
  input: string;
  target: string;
  messages: InspectMessage[];
  output: InspectOutput;
  scores?: Record<string, InspectScore>;
  metadata: Record<string, unknown>;
  store: Record<string, never>;
  events: InspectEvent[];
  events_data: { messages: InspectMessage[]; calls: [] };
  model_usage: UsageByModel;
  started_at?: Time;
  completed_at?: Time;
  total_time?: number;
  working_time?: number;
  uuid: string;
  error?: InspectError;
  limit?: { type: string; limit: number };
  turn_count?: number;
  token_limit?: number;
  message_limit?: number;
  time_limit?: number;
}

/** What lists of samples show. */
export interface InspectSummary
  extends Pick<
    InspectSample,
    | "id"
    | "epoch"
    | "input"
    | "target"
    | "scores"
    | "metadata"
    | "model_usage"
    | "started_at"
    | "completed_at"
    | "total_time"
    | "working_time"
    | "uuid"
    | "turn_count"
    | "token_limit"
    | "message_limit"
    | "time_limit"
  > {
  error?: string;
  limit?: string;
  completed: boolean;
  message_count: number;
}

export interface InspectEval {
  eval_id: string;
  run_id: string;
  created: Time;
  task: string;
  task_id: string;
  task_version: string;
  task_args: Record<string, unknown>;
  task_args_passed: Record<string, unknown>;
  solver: string;
  dataset: { name: string; samples: number; sample_ids: string[]; shuffled: false };
  sandbox: { type: string };
  model: string;
  model_base_url?: string;
  model_generate_config: GenerateConfig;
  config: {
    epochs: number;
    fail_on_error: false;
    score_on_error: true;
    message_limit?: number;
    token_limit?: number;
    turn_limit?: number;
    time_limit: number;
    working_limit?: number;
    cost_limit?: number;
    max_samples: number;
  };
  packages: Record<string, string>;
  metadata: Record<string, unknown>;
  scorers: {
    name: string;
    options: object;
    metrics: Record<ScoreKey, { name: string; options: object }[]>;
  }[];
  headline_metric: Headline;
}

export interface Headline {
  scorer: string;
  score: ScoreKey;
  metric: "accuracy";
}

export interface InspectPlan {
  name: "plan";
  steps: { solver: string; params: Record<string, unknown> }[];
}

export interface InspectMetric {
  name: string;
  value: number;
  params: object;
}

export interface InspectResults {
  total_samples: number;
  completed_samples: number;
  scores: {
    name: ScoreKey;
    scorer: string;
    scored_samples: number;
    unscored_samples: number;
    params: object;
    metrics: { accuracy: InspectMetric; stderr: InspectMetric };
  }[];
  headline?: Headline;
}

/** Scores of each competition, averaged over seeds. */
export interface InspectReductions {
  scorer: string;
  samples: { sample_id: string; value: Record<ScoreKey, number> }[];
}

export type LogStatus = "started" | "success" | "cancelled" | "error";

/** Everything of a log but its samples. */
export interface InspectHeader {
  version: 2;
  status: LogStatus;
  eval: InspectEval;
  plan: InspectPlan;
  results?: InspectResults;
  stats: { started_at: Time; completed_at: Time | ""; model_usage: UsageByModel };
  error?: InspectError;
}

/** A complete log. */
export interface InspectLog {
  header: InspectHeader;
  samples: InspectSample[];
  summaries: InspectSummary[];
  reductions: InspectReductions[];
}
