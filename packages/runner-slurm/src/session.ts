import { pause, type SharedPace, sharedPace } from "@mlebench/runner";
import { createFollower, type Follower } from "./follow/follower.js";
import { type SlurmCommands, slurmCommands } from "./scheduler/commands.js";
import { createScheduler, type Scheduler } from "./scheduler/scheduler-view.js";
import type { SlurmSettings } from "./settings.js";
import { createSubmitter, isAfterRuns, type Submission } from "./submit/submitter.js";

/** What the functions of the backend share. */
export interface SlurmSession {
  settings: SlurmSettings;
  runsDirectory: string | undefined;
  commands: SlurmCommands;
  scheduler: Scheduler;
  follower: Follower;
  /** Until the output of a run is looked at again. */
  untilNextOutput: SharedPace;
  submit(submission: Submission): Promise<void>;
  /** Cancels a job; with others, if they come at the same time. */
  cancel(jobId: string): Promise<void>;
}

/** How often things are looked at. */
export interface SlurmPace {
  /** The least time between two questions to the scheduler. @default 10 */
  schedulerSeconds?: number;
  /** How often runs that are followed are looked at. @default 1000 */
  lookMilliseconds?: number;
}

const cancelGatherMilliseconds = 100;

const outputMilliseconds = 500;

/** How many outputs are looked at: each is a request to a shared file system. */
const outputsPerSecond = 20;

/** Contacts nothing yet. */
export function openSession(
  settings: SlurmSettings,
  runsDirectory: string | undefined,
  { schedulerSeconds = 10, lookMilliseconds = 1000 }: SlurmPace = {},
): SlurmSession {
  const commands = slurmCommands;
  const scheduler = createScheduler(commands, schedulerSeconds, isAfterRuns());
  return {
    ...{ settings, runsDirectory, commands, scheduler },
    follower: createFollower(scheduler, lookMilliseconds),
    untilNextOutput: sharedPace(outputMilliseconds, outputsPerSecond),
    submit: createSubmitter(commands, settings),
    cancel: gatheredCancel(commands),
  };
}

function gatheredCancel(commands: SlurmCommands): (jobId: string) => Promise<void> {
  let ids: string[] = [];
  let going: Promise<void> | undefined;
  return (jobId) => {
    ids.push(jobId);
    going ??= pause(cancelGatherMilliseconds).then(() => {
      const all = ids;
      ids = [];
      going = undefined;
      return commands.cancel(all);
    });
    return going;
  };
}
