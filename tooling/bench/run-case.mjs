// Measures one case: rounds of both sides in turn, outputs compared.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { floorSeconds } from "./floors.mjs";
import { measure } from "./measure.mjs";
import { bytesPerItem, pairRatios, summarize } from "./statistics.mjs";
import { judge } from "./targets.mjs";

/** A first round that takes less than this is a warm-up and does not count. */
const warmUpSeconds = 10;

/**
 * @typedef {import("./measure.mjs").Program} Program
 * @typedef {{ folder: string, outputs: string, size: number, share: number, directory: string, reference?: object }} Context
 *   `folder` holds the workload, `outputs` new folders of many files, `share` is its size as a part of the full size
 * @typedef {object} Case
 * @property {string} name in lower case with hyphens, unique
 * @property {string} title the work in words, with `SIZE` for the size
 * @property {{ full: number, quick: number }} sizes
 * @property {string} [workload] folder of the workload where cases share one
 * @property {(context: Context) => Promise<void>} [make] makes the workload in `folder`, once
 * @property {(context: Context) => Program} ours
 * @property {(context: Context) => Program} [theirs] the same work by the Python reference
 * @property {(context: Context) => Program} [node] what bare Node.js takes, for cases that are compared with it
 * @property {number} [repeats] runs that make up one measurement, for programs that end in milliseconds
 * @property {boolean} [reportsItself] whether the programs print `{ wall, cpu, … }` of the part that counts, as JSON
 * @property {(context: Context) => object} [floor] what the floor consists of
 * @property {(ours: string, theirs: string) => string | undefined} [difference] between outputs, in words
 * @property {(context: Context) => Program} [agree] ends with an error when the files written differ
 * @property {number} [smallSize] a size to subtract, for memory per item
 * @property {boolean} [isLarge] minutes and gigabytes
 * @property {number} [rounds] at most
 */

/**
 * Where programs that write many files make a new folder in every round. All are removed at the end: creating a file takes
 * ten times as long on ext4 while it passes over the numbers of files that were deleted in the minutes before.
 */
export const outputsIn = (directory) => join(directory, "outputs");

/** Makes a workload once; an interrupted one lacks the mark at the end, and is made again. */
async function makeWorkload(bench, context) {
  mkdirSync(context.outputs, { recursive: true });
  const mark = `${context.folder}.complete`;
  if (existsSync(mark) && existsSync(context.folder)) return;
  rmSync(context.folder, { recursive: true, force: true });
  mkdirSync(context.folder, { recursive: true });
  await bench.make?.(context);
  writeFileSync(mark, "");
}

/** Runs a program as often as makes one measurement; figures are those of one run. */
async function measureOnce(bench, program) {
  const runs = [];
  // What the run before has written must not be this one's to wait for. Where the program is missing, so be it.
  spawnSync("sync");
  for (let i = 0; i < (bench.repeats ?? 1); i++) runs.push(await measure(program));
  const mean = (figure) =>
    runs[0][figure] === undefined ? undefined : runs.reduce((sum, run) => sum + run[figure], 0) / runs.length;
  const { output } = runs[0];
  const run = { wall: mean("wall"), cpu: mean("cpu"), memory: mean("memory"), output };
  if (!bench.reportsItself) return run;
  const { wall, cpu, output: said } = JSON.parse(output.split("\n").at(-1));
  return { ...run, wall, cpu, output: String(said) };
}

/** Measurements of every program in turn, until there are enough or the time is over. */
async function inTurn(bench, programs, { rounds, budget }) {
  const runs = programs.map(() => []);
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  for (let round = 0; round <= rounds; round++) {
    if (runs[0].length > 0 && (runs[0].length >= rounds || elapsed() > budget)) break;
    for (const [side, program] of programs.entries()) runs[side].push(await measureOnce(bench, program));
    if (round === 0 && elapsed() < warmUpSeconds * programs.length) for (const side of runs) side.length = 0;
  }
  return runs;
}

export function contextOf(bench, { directory, reference, quick, size }) {
  const chosen = size ?? bench.sizes[quick ? "quick" : "full"];
  const folder = join(directory, `${bench.workload ?? bench.name}-${chosen}`);
  return {
    folder,
    outputs: outputsIn(directory),
    size: chosen,
    share: chosen / bench.sizes.full,
    directory,
    reference,
  };
}

/**
 * @param {Case} bench
 * @param {{ directory: string, reference?: object, floors: object, quick: boolean, rounds: number, budget: number, size?: number }} options
 *   `budget` is the time after which no other round starts, in seconds
 * @throws Error when a program fails, or outputs differ
 */
export async function runCase(bench, options) {
  const context = contextOf(bench, options);
  await makeWorkload(bench, context);
  const rounds = Math.min(options.rounds, bench.rounds ?? options.rounds);
  const kind = bench.node !== undefined ? "node" : "reference";
  const makeOther = bench.node ?? (options.reference && bench.theirs);
  const programs = [bench.ours(context)];
  if (makeOther !== undefined) programs.push(makeOther(context));
  const [ours, theirs] = await inTurn(bench, programs, { rounds, budget: options.budget });
  if (theirs !== undefined) {
    const difference = bench.difference?.(ours[0].output, theirs[0].output);
    if (difference !== undefined) throw new Error(`${bench.name}: ${difference}`);
    if (bench.agree !== undefined) await measure(bench.agree(context));
  }
  const measured = { ours: summarize(ours), ratios: undefined, perItem: undefined };
  if (theirs !== undefined) measured.ratios = pairRatios(ours, theirs);
  else if (bench.floor !== undefined && options.floors !== undefined) {
    const floor = floorSeconds(options.floors, bench.floor(context));
    const limits = ours.map(() => ({ wall: floor, cpu: floor }));
    measured.ratios = pairRatios(ours, limits);
  }
  if (bench.smallSize !== undefined && measured.ours.memory !== undefined) {
    const small = contextOf(bench, { ...options, size: bench.smallSize });
    await makeWorkload(bench, small);
    const { memory } = await measure(bench.ours(small));
    measured.perItem = bytesPerItem(
      { bytes: measured.ours.memory.median, items: context.size },
      { bytes: memory, items: small.size },
    );
  }
  const goal = options.quick ? {} : { ...bench, target: theirs === undefined ? undefined : bench.target };
  return {
    name: bench.name,
    title: bench.title.replace("SIZE", context.size.toLocaleString("en-US")),
    size: context.size,
    rounds: ours.length,
    ours: measured.ours,
    other: theirs && { kind, figures: summarize(theirs) },
    ratios: measured.ratios,
    perItem: measured.perItem,
    verdicts: judge(goal, measured),
  };
}
