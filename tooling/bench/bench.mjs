// `pnpm bench [--large] [WORDS]`: measures, and prints the ratio to the reference when there is one.
// The reference is a checkout of openai/mle-bench in $MLEBENCH_REFERENCE and a Python that can run it in $MLEBENCH_PYTHON.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.mjs";
import { cases } from "./cases.mjs";

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const large = process.argv.includes("--large");
const workspace = join(root, ".cache/bench");
mkdirSync(workspace, { recursive: true });

function findReference() {
  const checkout = process.env.MLEBENCH_REFERENCE;
  const python = process.env.MLEBENCH_PYTHON ?? "python3";
  if (checkout === undefined || !existsSync(join(checkout, "mlebench"))) return undefined;
  const works = spawnSync(python, ["-c", "import pandas, sklearn, mlebench"], {
    cwd: workspace,
    env: { ...process.env, PYTHONPATH: checkout },
  });
  return works.status === 0 ? { checkout, python } : undefined;
}

const reference = findReference();
console.error(
  reference === undefined
    ? "No reference at hand (MLEBENCH_REFERENCE, MLEBENCH_PYTHON): absolute numbers only."
    : `Against the reference in ${reference.checkout}.`,
);

const seconds = (run) =>
  run.seconds < 1 ? `${(run.seconds * 1000).toFixed(0)} ms` : `${run.seconds.toFixed(1)} s`;
const megabytes = (run) => (run.bytes === undefined ? "" : `${(run.bytes / 1e6).toFixed(0)} MB`);
const ratio = (a, b) => (a === undefined || b === undefined ? undefined : a / b);

function judge(target, run, { timeRatio, cpuRatio, memoryRatio }) {
  const limits = [
    ["seconds", run.seconds, target.seconds],
    ["bytes", run.bytes, target.bytes],
    ["× time", timeRatio, target.timeRatio],
    ["× CPU", cpuRatio, target.cpuRatio],
    ["× memory", memoryRatio, target.memoryRatio],
  ].filter(([, value, limit]) => value !== undefined && limit !== undefined);
  if (limits.length === 0) return "";
  return limits.map(([unit, value, limit]) => `${value <= limit ? "✓" : "✗"} ≤ ${limit} ${unit}`).join(", ");
}

for (const { name, target, run, large: isLarge } of cases) {
  if (isLarge && !large) continue;
  if (words.length > 0 && !words.some((word) => name.toLowerCase().includes(word.toLowerCase()))) continue;
  const result = await run({ workspace, reference });
  const timeRatio = ratio(result.ours.seconds, result.reference?.seconds);
  const cpuRatio = ratio(result.ours.cpuSeconds, result.reference?.cpuSeconds);
  const memoryRatio = ratio(result.ours.bytes, result.reference?.bytes);
  if (result.sameOutput && result.reference && result.ours.output !== result.reference.output) {
    throw new Error(`${name}: the outputs differ:\n${result.ours.output}\n${result.reference.output}`);
  }
  const columns = [
    name.padEnd(56),
    `${seconds(result.ours)} ${megabytes(result.ours)}`.padEnd(18),
    result.reference ? `${seconds(result.reference)} ${megabytes(result.reference)}`.padEnd(18) : "",
    timeRatio === undefined ? "" : `${timeRatio.toFixed(2)} × time`,
    cpuRatio === undefined ? "" : `${cpuRatio.toFixed(2)} × CPU`,
    memoryRatio === undefined ? "" : `${memoryRatio.toFixed(2)} × memory`,
    judge(target, result.ours, { timeRatio, cpuRatio, memoryRatio }),
  ];
  console.log(columns.filter((column) => column !== "").join("  "));
}
