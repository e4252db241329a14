import type { ReachedLimit } from "@mlebench/transcripts";

/** Ends an agent: a limit was reached, or it cannot go on. */
export class Stop extends Error {
  readonly limit: ReachedLimit | null;
  /** Why the agent failed; null if it did not. */
  readonly failure: string | null;

  constructor(limit: ReachedLimit | null, failure: string | null = null) {
    super(failure ?? `Limit reached: ${limit?.type}`);
    this.name = "Stop";
    this.limit = limit;
    this.failure = failure;
  }
}
