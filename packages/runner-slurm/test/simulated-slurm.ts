import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { writeFileAtomically } from "@mlebench/disk";

/** A program of Slurm that was called. */
interface Call {
  program: string;
  parameters: string;
}

/** What a task of an array is doing. */
interface Task {
  id: string;
  name: string;
  comment: string;
  state: "PENDING" | "RUNNING" | "COMPLETED";
  /** Directory of the run's submission. */
  submission: string;
}

/** What a cluster allows. */
interface Limits {
  maxArraySize?: number;
  /** How many jobs one user may have in the queue; a task of an array is a job. */
  maxSubmitJobs?: number;
}

/**
 * A simulation of Slurm 22.05: programs on `PATH` that answer in its formats and count their calls, without a controller
 * or nodes. What nodes do is up to whoever holds this.
 */
export interface SimulatedSlurm {
  /** `PATH` with the programs. */
  path: string;
  calls(): Call[];
  /** Jobs that `sbatch` took since the last time, as tasks. */
  submitted(): Task[];
  /** What `squeue` says from now on. */
  show(tasks: readonly Task[]): void;
}

export function simulateSlurm(directory: string, limits: Limits = {}): SimulatedSlurm {
  const { maxArraySize = 1001, maxSubmitJobs = 1_000_000 } = limits;
  const place = (name: string): string => join(directory, name);
  mkdirSync(place("bin"), { recursive: true });
  mkdirSync(place("jobs"));
  for (const file of ["calls", "queue"]) writeFileSync(place(file), "");
  const program = (name: string, script: string): void => {
    const count = `printf '%s\\t%s\\n' ${name} "$*" >>${place("calls")}`;
    writeFileSync(join(directory, "bin", name), `#!/bin/sh\n# A simulation.\n${count}\n${script}\n`);
    chmodSync(join(directory, "bin", name), 0o755);
  };
  program(
    "sbatch",
    `tasks=1
for parameter; do case $parameter in --array=*)
  last=\${parameter#--array=*-}; tasks=$((\${last%\\%*} + 1)) ;;
esac; done
if [ $tasks -gt ${maxArraySize} ]; then
  echo 'sbatch: error: Batch job submission failed: Invalid job array specification' >&2; exit 1
fi
if [ $tasks -gt ${maxSubmitJobs} ]; then
  echo 'sbatch: error: AssocMaxSubmitJobLimit' >&2
  echo "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)" >&2
  exit 1
fi
case " $* " in *" --test-only "*) echo 'sbatch: Job 1 to start now' >&2; exit 0 ;; esac
id=$(($(ls ${place("jobs")} | wc -l) + 100))
printf '%s\\n' "$@" >${place("jobs")}/$id
echo $id`,
  );
  program("squeue", `cat ${place("queue")}`);
  program("scancel", "exit 0");
  program("scontrol", `echo 'MaxArraySize            = ${maxArraySize}'`);
  program("sacct", "echo 'Slurm accounting storage is disabled' >&2; exit 1");
  const taken = new Set<string>();
  return {
    path: `${place("bin")}${delimiter}${process.env.PATH}`,
    calls: () =>
      readFileSync(place("calls"), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split("\t"))
        .map(([program, parameters]) => ({ program, parameters })),
    submitted: () =>
      readdirSync(place("jobs"))
        .filter((id) => !taken.has(id))
        .flatMap((id) => {
          const parameters = readFileSync(join(directory, "jobs", id), "utf8")
            .trimEnd()
            .split("\n");
          taken.add(id);
          return tasksOf(id, parameters);
        }),
    show: (tasks) =>
      writeFileAtomically(
        place("queue"),
        tasks
          .map(({ id, name, comment, state }) => {
            const node = state === "PENDING" ? "" : "n1";
            return `${[id, state, node, "None", name, comment].join("|")}\n`;
          })
          .join(""),
      ),
  };
}

function tasksOf(id: string, parameters: readonly string[]): Task[] {
  const option = (name: string): string =>
    parameters.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? "";
  const script = parameters.at(-1) ?? "";
  const submissions = readFileSync(script.replace(/\.sh$/, ".txt"), "utf8").trimEnd().split("\n");
  return submissions.map((submission, index) => ({
    id: `${id}_${index}`,
    name: option("job-name"),
    comment: option("comment"),
    state: "PENDING",
    submission,
  }));
}
