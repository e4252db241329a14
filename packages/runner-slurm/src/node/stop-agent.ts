import type { StopCause } from "../record/journal.js";

/** Something that is to end an agent before it ends by itself. */
export interface Stop {
  cause: StopCause;
  /** At most so many seconds from SIGTERM to SIGKILL. */
  grace: number;
}

/** What is to stop the agent: signals of Slurm, and requests. */
export interface StopReasons {
  /** Resolves with the first. */
  readonly first: Promise<Stop>;
  /** What the first was; undefined if there was none so far. */
  cause(): StopCause | undefined;
  request(stop: Stop): void;
}

/** Slurm kills a job some time after SIGTERM, 30 seconds unless a cluster says otherwise. */
const signalGraceSeconds = 10;

/** Listens to Slurm: USR1 comes some time before the end of the job's time, TERM when the job must go now. */
export function stopReasons(): StopReasons {
  let cause: StopCause | undefined;
  let settle: (stop: Stop) => void = () => undefined;
  const first = new Promise<Stop>((done) => {
    settle = done;
  });
  const resolve = (stop: Stop): void => {
    cause ??= stop.cause;
    settle(stop);
  };
  process.on("SIGUSR1", () => resolve({ cause: "job time", grace: 30 }));
  process.on("SIGTERM", () => resolve({ cause: "signal", grace: signalGraceSeconds }));
  // The terminal of whoever has submitted the job has nothing to say here.
  process.on("SIGHUP", () => undefined);
  return { first, cause: () => cause, request: resolve };
}
