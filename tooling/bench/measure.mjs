// Runs a program and measures it from outside: wall time, CPU time of all its processes, and peak memory.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const workloads = fileURLToPath(new URL("workloads", import.meta.url));

/**
 * @typedef {{ command: string, args: string[], cwd?: string, env?: Record<string, string> }} Program
 * @typedef {{ wall: number, cpu?: number, memory?: number, output: string }} Run
 *   seconds of wall and CPU time, bytes of memory, and the end of what the program printed; CPU and memory only on Linux
 */

/**
 * One of the scripts in `workloads`.
 * @returns {Program}
 */
export const script = (name, ...args) => ({
  command: process.execPath,
  args: [join(workloads, name), ...args.map(String)],
});

/**
 * The same with the reference's Python.
 * @param {{ python: string, checkout: string }} reference
 * @returns {Program}
 */
export const python = (reference, name, ...args) => ({
  command: reference.python,
  args: [join(workloads, name), ...args.map(String)],
  // Where it is imported, it makes a directory `cache`.
  cwd: tmpdir(),
  env: { PYTHONPATH: reference.checkout, PYTHONDONTWRITEBYTECODE: "1" },
});

const read = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** Linux counts CPU time in hundredths of a second here, whatever the kernel's own clock is. */
const ticksPerSecond = 100;

/** CPU time of children that have ended, and of theirs, in seconds. */
function childrenCpu() {
  const fields = read("/proc/self/stat")
    ?.replace(/^.*\) /s, "")
    .split(" ");
  return fields && (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

/** A process and those that it started. */
function processTree(pid) {
  const found = [pid];
  for (const parent of found) {
    let threads;
    try {
      threads = readdirSync(`/proc/${parent}/task`);
    } catch {
      continue;
    }
    for (const thread of threads) {
      const children = read(`/proc/${parent}/task/${thread}/children`);
      if (children) found.push(...children.trim().split(" ").filter(Boolean).map(Number));
    }
  }
  return found;
}

/** Resident bytes of a process: now, and at most so far. */
function residentBytes(pid) {
  const status = read(`/proc/${pid}/status`);
  const bytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status ?? "")?.[1] ?? 0) * 1024;
  return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
}

/**
 * Looks at memory until it is stopped: the largest sum over all processes at one time, or the peak of the first one.
 * Looks are rarer in a long run, so that they cost it nothing.
 */
function watchMemory(pid) {
  const began = performance.now();
  let [largest, timer] = [0, undefined];
  const look = () => {
    const sizes = processTree(pid).map(residentBytes);
    largest = Math.max(
      largest,
      sizes[0].peak,
      sizes.reduce((sum, { now }) => sum + now, 0),
    );
    timer = setTimeout(look, performance.now() - began < 5000 ? 5 : 50);
  };
  if (read("/proc/self/stat") !== undefined) look();
  return () => {
    clearTimeout(timer);
    return largest || undefined;
  };
}

/**
 * Runs a program once. Nothing else may be running below this process, since its children are counted together.
 * @param {Program} program
 * @returns {Promise<Run>}
 * @throws Error with the end of stderr when the program fails
 */
export function measure({ command, args, cwd, env }) {
  return new Promise((resolve, reject) => {
    const cpuBefore = childrenCpu();
    const began = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [output, complaints] = ["", ""];
    const peakMemory = child.pid === undefined ? () => undefined : watchMemory(child.pid);
    child.stdout.on("data", (data) => {
      output = (output + data).slice(-10_000);
    });
    child.stderr.on("data", (data) => {
      complaints = (complaints + data).slice(-3_000);
    });
    child.on("error", (error) => {
      peakMemory();
      reject(error);
    });
    child.on("close", (code, signal) => {
      const memory = peakMemory();
      const wall = (performance.now() - began) / 1000;
      if (code !== 0)
        return reject(new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}:\n${complaints}`));
      const cpu = cpuBefore === undefined ? undefined : childrenCpu() - cpuBefore;
      resolve({ wall, cpu, memory, output: output.trim() });
    });
  });
}
