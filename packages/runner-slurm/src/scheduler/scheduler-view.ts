import { arrayOf, isMissingProgram, type Job, type SlurmCommands } from "./commands.js";

/** What the scheduler said when it was last asked. */
export interface SchedulerView {
  /** Counts the answers; 0 before the first. */
  readonly round: number;
  /** The job, by ID; undefined if the scheduler does not know it. */
  job(id: string): Job | undefined;
  named(name: string): Job[];
}

/** Asks the scheduler for all runs together, and rarely: it serves everybody on the cluster. */
export interface Scheduler {
  /** What is known, without asking. */
  readonly view: SchedulerView;
  /**
   * Asks, unless that was done a short while ago or is going on. A scheduler that does not answer changes nothing.
   * @param wanted IDs of jobs that must be known; those that the controller has forgotten are looked up in the database
   */
  refresh(wanted: readonly string[]): Promise<void>;
}

/**
 * @param seconds the least time between two questions
 * @param runsHaveEnded whether that is certain: a machine without the programs of Slurm has no other way to know
 * @param now a clock in milliseconds
 */
export function createScheduler(
  commands: Pick<SlurmCommands, "queue" | "history">,
  seconds: number,
  runsHaveEnded: boolean,
  now: () => number = () => performance.now(),
): Scheduler {
  let jobs = new Map<string, Job>();
  let round = 0;
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  // An array of which no task has begun is one job.
  const jobIn = (found: ReadonlyMap<string, Job>, id: string): Job | undefined =>
    found.get(id) ?? found.get(arrayOf(id));
  const ask = async (wanted: readonly string[]): Promise<void> => {
    let queue: Job[];
    try {
      queue = await commands.queue();
    } catch (error) {
      // The controller is down or busy; runs go on without it.
      if (!(runsHaveEnded && isMissingProgram(error))) return;
      queue = [];
    }
    const found = new Map(queue.map((job) => [job.id, job]));
    const forgotten = wanted.filter((id) => jobIn(found, id) === undefined);
    if (forgotten.length > 0)
      for (const job of (await commands.history(forgotten)) ?? [])
        if (!found.has(job.id)) found.set(job.id, job);
    jobs = found;
    round += 1;
  };
  return {
    view: {
      get round() {
        return round;
      },
      job: (id) => jobIn(jobs, id),
      named: (name) => [...jobs.values()].filter((job) => job.name === name),
    },
    async refresh(wanted) {
      if (asking === undefined && now() - asked >= seconds * 1000) {
        asked = now();
        asking = ask(wanted).finally(() => {
          asking = undefined;
        });
      }
      await asking;
    },
  };
}
