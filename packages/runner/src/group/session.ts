import { type Competition, describeError } from "@mlebench/core";
import type { Allocator } from "../machine/allocation.js";
import type { Machine } from "../machine/machine.js";
import type { RunEvent } from "../run/events.js";
import type { SharedPace } from "../time/shared-pace.js";
import type { GroupState } from "./group-state.js";
import type { SessionOptions } from "./options.js";
import type { StateSaver } from "./save-state.js";

/** One process's work on a run group. */
export interface Session {
  directory: string;
  state: GroupState;
  options: SessionOptions;
  competitions: ReadonlyMap<string, Competition>;
  machine: Machine;
  allocator: Allocator;
  signal: AbortSignal;
  leave: AbortSignal;
  detach: AbortSignal;
  saver: StateSaver;
  /** Whether runs may be begun; else only what a backend has is followed and collected. */
  begins: boolean;
  /** Gets what keeps the state from being saved while runs go on. */
  onFailure: (error: unknown) => void;
  untilNextLook: SharedPace;
  /** Copying the output of many runs at once would be slower for each, and take memory for all. */
  collectInTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Passes an event on. A view that fails must not fail a run. */
export function emitEvent(options: SessionOptions, event: RunEvent): void {
  try {
    options.onEvent?.(event);
  } catch (error) {
    process.stderr.write(`A view failed: ${describeError(error)}\n`);
  }
}
