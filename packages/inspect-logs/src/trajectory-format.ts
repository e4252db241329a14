// The Agent Trajectory Interchange Format, ATIF-v1.8. Readers refuse fields that it does not have.

export interface AtifToolCall {
  tool_call_id: string;
  function_name: string;
  arguments: Record<string, unknown>;
  extra?: Record<string, unknown>;
}

export interface AtifMetrics {
  /** With what was read from the cache. */
  prompt_tokens: number;
  completion_tokens: number;
  cached_tokens: number;
  cost_usd?: number;
  extra?: Record<string, unknown>;
}

export interface AtifStep {
  /** Counts from 1. */
  step_id: number;
  timestamp?: string;
  source: "system" | "user" | "agent";
  model_name?: string;
  message: string;
  reasoning_content?: string;
  tool_calls?: AtifToolCall[];
  observation?: {
    results: { source_call_id?: string; content: string; extra?: Record<string, unknown> }[];
  };
  metrics?: AtifMetrics;
  /** 0: no model was asked. */
  llm_call_count?: number;
  extra?: Record<string, unknown>;
}

export interface AtifTrajectory {
  schema_version: "ATIF-v1.8";
  session_id: string;
  trajectory_id: string;
  agent: { name: string; version: string; model_name?: string; extra?: Record<string, unknown> };
  steps: AtifStep[];
  notes?: string;
  final_metrics?: {
    total_prompt_tokens: number;
    total_completion_tokens: number;
    total_cached_tokens: number;
    total_cost_usd?: number;
    total_steps: number;
    extra?: Record<string, unknown>;
  };
  extra?: Record<string, unknown>;
  subagent_trajectories?: AtifTrajectory[];
}
