// Runs a program and measures its duration and peak memory.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const workloads = fileURLToPath(new URL("workloads", import.meta.url));

/** One of the scripts in `workloads`. */
export const script = (name, ...args) => ({
  command: process.execPath,
  args: [join(workloads, name), ...args],
});

/**
 * The same with the reference's Python.
 * @param {{ python: string, checkout: string }} reference
 */
export const python = (reference, workspace, name, ...args) => ({
  command: reference.python,
  args: [join(workloads, name), ...args],
  cwd: workspace,
  env: { PYTHONPATH: reference.checkout },
});

/** Peak resident memory of a running process in bytes, as Linux counts it; undefined elsewhere. */
function peakMemory(pid) {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(path, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/**
 * @param {{ command: string, args: string[], cwd?: string, env?: Record<string, string> }} program
 * @returns {Promise<{ seconds: number, bytes: number | undefined, output: string }>} output is what it printed last on stdout
 */
export function measure({ command, args, cwd, env }) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let complaints = "";
    let bytes;
    const look = setInterval(() => {
      bytes = peakMemory(child.pid) ?? bytes;
    }, 5);
    child.stdout.on("data", (data) => {
      output = (output + data).slice(-10_000);
    });
    child.stderr.on("data", (data) => {
      complaints = (complaints + data).slice(-3_000);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(look);
      if (code !== 0)
        return reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${complaints}`));
      resolve({ seconds: (performance.now() - began) / 1000, bytes, output: output.trim() });
    });
  });
}

/** The run with the median time of several. */
export async function measureMedian(program, times) {
  const runs = [];
  for (let i = 0; i < times; i++) runs.push(await measure(program));
  return runs.sort((a, b) => a.seconds - b.seconds)[times >> 1];
}
