import { containerToolIds } from "@mlebench/containers";
import {
  choice,
  duration,
  flag,
  graderSettings,
  list,
  path,
  type SettingValues,
  section,
  settings,
  text,
} from "@mlebench/runner/settings";

/** Settings of the backend itself: where jobs run, and what they run in. */
export const slurmSettings = settings({
  ...section("Slurm", {
    container: choice({
      values: [...containerToolIds, "none"],
      placeholder: "tool",
      about: "Container tool on the nodes; `none` requires `unsafe`",
      defaultText: "the first that is installed",
      resumable: true,
    }),
    imageDir: path({
      placeholder: "dir",
      about: "Directory of images in files, which the nodes see too",
      defaultText: "images in the user cache directory",
      resumable: true,
    }),
    unsafe: flag({ about: "Run agents without isolation, as your user, who can read the answers" }),
    partition: text({ about: "Partition of the jobs", defaultText: "the cluster's" }),
    account: text({ about: "Account that the jobs are charged to", defaultText: "yours" }),
    qos: text({ about: "Quality of service" }),
    constraint: text({ about: "Features that nodes must have" }),
    sbatch: list({
      separator: ";",
      placeholder: "key=value",
      about: "Further options of sbatch, such as reservation=NAME, separated by semicolons",
    }),
    gradeJob: list({
      separator: ";",
      placeholder: "key=value",
      about:
        "Options of sbatch for the job that grades after the runs, such as mem=32G or partition=cpu, separated by semicolons",
      defaultText: "cpus-per-task=2;mem=8G;time=4:00:00, and those of the runs' place",
      resumable: true,
    }),
    setup: text({ about: "Shell commands before a job, such as `module load apptainer`" }),
    scratch: path({
      placeholder: "dir",
      about: "Directory on the nodes for the work of agents",
      defaultText: "$SLURM_TMPDIR, else $TMPDIR, else /tmp",
    }),
    timeMargin: duration({
      default: "15m",
      about:
        "Time of a job beyond the limit and the grace period of its run, to prepare it and to save its output",
    }),
    noRequeue: flag({
      about: "Do not let Slurm begin a run again after it was preempted or its node failed",
    }),
    nodeProgram: path({
      placeholder: "file",
      about: "Node.js on the nodes",
      defaultText: "the one that runs mlebench",
    }),
  }),
  validationsPerMinute: graderSettings.validationsPerMinute,
});

/** Values of {@link slurmSettings}. */
export type SlurmSettings = SettingValues<typeof slurmSettings>;
