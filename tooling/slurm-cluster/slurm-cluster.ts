// What tests of a cluster share: a real Slurm with two nodes on this machine, with everything in a temporary directory.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { finished } from "../docker-base/docker-for-tests.js";

/** How a node of the cluster is seen by Slurm: two of them share this machine. */
export type NodeName = "n1" | "n2";

/** Daemons are in a directory that is not on the path of every user. */
const path = [process.env.PATH ?? "", "/usr/sbin", "/sbin"].join(delimiter);

/** A running cluster. What its clients need to know is in {@link SlurmCluster.environment}. */
export interface SlurmCluster {
  /** `SLURM_CONF`, and nothing that a job should depend on. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a client program of Slurm. @throws Error for an exit code other than 0 */
  run(program: string, ...parameters: string[]): Promise<string>;
  /** Kills a node's daemon and the processes of its jobs, as a crash of the machine does. */
  crashNode(node: NodeName): Promise<void>;
  startNode(node: NodeName): Promise<void>;
  /** Kills all processes of jobs that have a variable, `NAME=VALUE`. */
  killProcesses(variable: string): void;
  stopController(): Promise<void>;
  startController(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether Slurm is installed. Prints a warning if not; with MLEBENCH_REQUIRE_SLURM set, as in CI, it throws. */
export function slurmIsInstalled(what: string): boolean {
  const missing = ["munged", "slurmctld", "slurmd", "sbatch", "squeue"].filter(
    (program) => spawnSync("which", [program], { env: { PATH: path } }).status !== 0,
  );
  if (missing.length === 0) return true;
  const reason = `${missing.join(", ")} not found; tooling/slurm-cluster/ensure-slurm.sh installs Debian's`;
  if (process.env.MLEBENCH_REQUIRE_SLURM) throw new Error(`${what} needs Slurm: ${reason}`);
  process.stderr.write(`\nSKIPPED, NOT TESTED: ${what}: ${reason}\n`);
  return false;
}

/** Starts a cluster and waits until both nodes take jobs. */
export async function startSlurmCluster(): Promise<SlurmCluster> {
  const directory = mkdtempSync(join(shortTemporaryDirectory(), "slurm-"));
  const [controllerPort, ...nodePorts] = await freePorts(3);
  const configuration = join(directory, "slurm.conf");
  for (const name of ["state", "spool"]) mkdirSync(join(directory, name));
  writeFileSync(join(directory, "munge.key"), randomBytes(1024), { mode: 0o400 });
  writeFileSync(configuration, configurationOf(directory, controllerPort, nodePorts));
  // Debian's cgroup.conf is none, and Slurm must not look for one of the machine.
  writeFileSync(join(directory, "cgroup.conf"), "CgroupPlugin=cgroup/v1\nConstrainRAMSpace=no\n");
  const environment = { SLURM_CONF: configuration };
  const daemons = new Map<string, ChildProcess>();

  const start = (name: string, program: string, ...parameters: string[]): void => {
    const child = spawn(program, parameters, {
      env: { ...process.env, ...environment, PATH: path },
      stdio: "ignore",
    });
    child.on("error", () => undefined);
    daemons.set(name, child);
  };
  const end = async (name: string, signal: NodeJS.Signals): Promise<void> => {
    const child = daemons.get(name);
    daemons.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  };
  const run = async (program: string, ...parameters: string[]): Promise<string> => {
    const command = [
      "-u",
      "SLURM_JOB_ID",
      ...Object.entries(environment).map(([k, v]) => `${k}=${v}`),
      program,
    ];
    const { status, stdout, stderr } = await finished("env", [...command, ...parameters]);
    if (status === 0) return stdout;
    throw new Error(`${program} ${parameters.join(" ")}: exit code ${status}: ${stderr}${stdout}`);
  };
  const untilIdle = async (nodes: string): Promise<void> => {
    for (let left = 600; ; left--) {
      const states = await run("sinfo", "--noheader", "--Node", "--nodes", nodes, "--format", "%T").catch(
        String,
      );
      if (
        states
          .split("\n")
          .filter(Boolean)
          .every((state) => /^(idle|mixed|allocated)$/.test(state))
      )
        return;
      if (left === 0 || daemons.get("controller")?.exitCode != null)
        throw new Error(`The cluster does not start: ${states}\n${logsOf(directory)}`);
      await sleep(200);
    }
  };
  const startNode = async (node: NodeName): Promise<void> => {
    start(node, "slurmd", "-D", "-N", node, "-f", configuration);
    await untilIdle(node);
  };
  const startController = async (): Promise<void> => {
    start("controller", "slurmctld", "-D", "-f", configuration);
    for (let left = 300; left > 0; left--) {
      if ((await finished("env", [`SLURM_CONF=${configuration}`, "scontrol", "ping"])).status === 0) return;
      await sleep(200);
    }
  };
  const cluster: SlurmCluster = {
    environment,
    run,
    startController,
    startNode,
    killProcesses(variable) {
      for (const pid of processesOf(variable, configuration)) kill(pid);
    },
    // It saves what it knows. Killed, it would know nothing of the last seconds' jobs, and give their IDs to others.
    stopController: () => end("controller", "SIGTERM"),
    async crashNode(node) {
      await end(node, "SIGKILL");
      const jobs = processesOf(`SLURMD_NODENAME=${node}`, configuration);
      // Each job has a process of Slurm's above it, which outlives the daemon and would report the end.
      for (const pid of jobs.map(parentOf).filter(isSlurmstepd)) kill(pid);
      for (const pid of jobs) kill(pid);
    },
    async stop() {
      for (const name of ["n1", "n2"]) await end(name, "SIGKILL");
      await end("controller", "SIGKILL");
      await end("munge", "SIGTERM");
      for (const pid of processesOf(`SLURM_CONF=${configuration}`, configuration)) kill(pid);
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    // The foreground keeps it a child; --force lets root run it.
    start(
      "munge",
      "munged",
      ...["--foreground", "--force", "--num-threads=2", `--socket=${join(directory, "munge")}`],
      ...[`--key-file=${join(directory, "munge.key")}`, `--pid-file=${join(directory, "munge.pid")}`],
      ...[`--log-file=${join(directory, "munge.log")}`, `--seed-file=${join(directory, "munge.seed")}`],
    );
    for (let left = 300; left > 0 && !existsSync(join(directory, "munge")); left--) await sleep(50);
    await startController();
    for (const node of ["n1", "n2"] as const) start(node, "slurmd", "-D", "-N", node, "-f", configuration);
    await untilIdle("n1,n2");
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Sockets have short paths. */
function shortTemporaryDirectory(): string {
  return tmpdir().length < 60 ? tmpdir() : "/tmp";
}

function configurationOf(directory: string, controllerPort: number, nodePorts: readonly number[]): string {
  const user = userInfo().username;
  const nodes = nodePorts.map(
    (port, index) =>
      `NodeName=n${index + 1} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${port} CPUs=4 RealMemory=4000 State=UNKNOWN`,
  );
  return [
    "ClusterName=mlebench",
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    `SlurmctldPort=${controllerPort}`,
    `AuthInfo=socket=${join(directory, "munge")},cred_expire=10`,
    "AuthType=auth/munge",
    `StateSaveLocation=${join(directory, "state")}`,
    `SlurmdSpoolDir=${join(directory, "spool")}/%n`,
    `SlurmctldPidFile=${join(directory, "controller.pid")}`,
    `SlurmdPidFile=${join(directory, "%n.pid")}`,
    `SlurmctldLogFile=${join(directory, "controller.log")}`,
    `SlurmdLogFile=${join(directory, "%n.log")}`,
    "SlurmdParameters=config_overrides",
    "ProctrackType=proctrack/linuxproc",
    "TaskPlugin=task/none",
    "MpiDefault=none",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_CPU_Memory",
    "SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1,batch_sched_delay=0",
    "JobAcctGatherType=jobacct_gather/linux",
    "JobAcctGatherFrequency=task=1",
    "JobAcctGatherParams=OverMemoryKill",
    "AccountingStorageType=accounting_storage/none",
    "PreemptType=preempt/partition_prio",
    "PreemptMode=REQUEUE",
    "ReturnToService=2",
    "SlurmdTimeout=6",
    "SlurmctldTimeout=10",
    "KillWait=5",
    "MinJobAge=300",
    ...nodes,
    "PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE PriorityTier=1 OverSubscribe=NO",
    "PartitionName=urgent Nodes=n1,n2 MaxTime=INFINITE PriorityTier=10 PreemptMode=OFF",
    "",
  ].join("\n");
}

/** Ports that nobody has at this moment. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.once("listening", () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Processes with a variable that belong to this cluster, and those that Slurm started for its jobs. */
function processesOf(variable: string, configuration: string): number[] {
  const found = spawnSync("ps", ["-eo", "pid="], { encoding: "utf8" }).stdout.split("\n");
  return found.map(Number).filter((pid) => {
    if (!(pid > 0) || pid === process.pid) return false;
    const text = `\0${readProcess(pid, "environ")}`;
    return text.includes(`\0${variable}\0`) && text.includes(`\0SLURM_CONF=${configuration}\0`);
  });
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(readProcess(pid, "status"))?.[1] ?? 0);
}

function isSlurmstepd(pid: number): boolean {
  return pid > 1 && readProcess(pid, "comm").startsWith("slurmstepd");
}

/** Empty for a process that has ended. */
function readProcess(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function logsOf(directory: string): string {
  return ["munge.log", "controller.log", "n1.log", "n2.log"]
    .map((name) => {
      const file = join(directory, name);
      return `${name}:\n${existsSync(file) ? readFileSync(file, "utf8").slice(-3000) : "missing"}`;
    })
    .join("\n");
}
