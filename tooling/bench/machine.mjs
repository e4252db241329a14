// What the figures depend on: the machine, what it was doing, and the version measured.
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { root } from "../workspace.mjs";

function git(...args) {
  const { status, stdout } = spawnSync("git", ["-C", root, ...args], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** Facts on this machine and this checkout. `load` is the average of the minute before. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    commit: git("rev-parse", "--short", "HEAD"),
    hasChanges: git("status", "--porcelain", "--untracked-files=no") !== "",
    load: loadavg()[0],
  };
}

/** One line on it. */
export function machineLine({ cpu, cores, memory, platform, node, commit, hasChanges, load }) {
  const version = commit === undefined ? "" : `, commit ${commit}${hasChanges ? " with changes" : ""}`;
  return `${cores} cores of ${cpu}, ${(memory / 1e9).toFixed(0)} GB, ${platform}, Node.js ${node}${version}, load before ${load.toFixed(1)}`;
}
