// `pnpm bench --growth`: whether the cost of each row and each file stays the same as sizes grow.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { lines, plotSvg } from "@mlebench/report-pages";
import { root } from "../workspace.mjs";
import { cases } from "./cases/index.mjs";
import { costOfEach, sizeText } from "./cost-growth.mjs";
import { describeMachine, machineLine } from "./machine.mjs";
import { bytes, seconds } from "./render.mjs";
import { contextOf, outputsIn, runCase } from "./run-case.mjs";

const sizes = {
  full: { row: [1e4, 1e5, 1e6, 1e7], file: [1e3, 1e4, 1e5, 1e6] },
  quick: { row: [2e4, 4e4], file: [100, 1000] },
};

/** Cases with sizes that grow, and what one item is. */
const series = [
  ["large-taxi", "preparing rides", "row"],
  ["grade-million-same", "grading, same order", "row"],
  ["grade-million-shuffled", "grading, shuffled", "row"],
  ["unzip-many-files", "extracting files", "file"],
  ["place-many-images", "placing files", "file"],
];

/** Measures one case at every size; workloads are removed, because the largest would fill a disk. */
async function measureSeries([name, label, item], { directory, rounds, quick }) {
  const bench = cases.find((one) => one.name === name);
  const points = [];
  for (const size of sizes[quick ? "quick" : "full"][item]) {
    const options = { directory, quick, rounds, budget: 60, size };
    const { ours } = await runCase({ ...bench, smallSize: undefined, rounds }, options);
    rmSync(contextOf(bench, options).folder, { recursive: true, force: true });
    points.push({ size, cpu: ours.cpu.median, memory: ours.memory.median });
    console.log(
      `${label}, ${sizeText(size)} ${item}s: cpu ${seconds(ours.cpu.median)}, memory ${bytes(ours.memory.median)}`,
    );
  }
  rmSync(outputsIn(directory), { recursive: true, force: true });
  return { label, item, points, costs: costOfEach(points) };
}

/** A plot of one figure for the series with the same kind of item. */
function plotOf(found, item, figure, yLabel) {
  const chosen = found.filter((one) => one.item === item);
  const shown = [...new Set(chosen.flatMap(({ costs }) => costs.map(({ size }) => size)))].sort(
    (a, b) => a - b,
  );
  return lines({
    name: `growth-${item}s-${figure}`,
    title: `${yLabel} of each ${item}, as ${item}s grow`,
    series: chosen.map(({ label, costs }) => ({
      name: label,
      points: costs.map((cost) => ({
        x: shown.indexOf(cost.size),
        // Noise of small sizes can fall below nothing.
        y: Math.max(0, cost[figure]),
      })),
    })),
    categories: shown.map(sizeText),
    xName: `${item}s`,
    xLabel: `${item}s`,
    yLabel,
  });
}

const table = (found) =>
  found.flatMap(({ label, item, points, costs }) =>
    points.map(({ size, cpu, memory }) => {
      const each = costs.find((cost) => cost.size === size);
      const [time, space] =
        each === undefined ? ["–", "–"] : [`${each.microseconds.toFixed(2)} µs`, each.bytes.toFixed(0)];
      return `| ${label} | ${sizeText(size)} ${item}s | ${seconds(cpu)} | ${bytes(memory)} | ${time} | ${space} |`;
    }),
  );

/**
 * The page on growth, and its plots.
 * @param found series with their label, item, points, and costs
 * @param {string} facts machine and date, in words
 */
export function growthPage(found, facts) {
  const plots = ["row", "file"].flatMap((item) => [
    plotOf(found, item, "microseconds", "CPU time in µs"),
    plotOf(found, item, "bytes", "Bytes of memory"),
  ]);
  const images = plots.map(({ name, title }) => `![${title}](${name}.svg)`);
  const text = `# Cost of growth

Cost of each additional row and file: CPU time of all processes (user and system), and peak memory. The smallest size is subtracted, so that starting is left out. Written by \`pnpm bench --growth\`.

${facts}

| work | size | CPU | peak memory | CPU for each | bytes for each |
|---|---|---|---|---|---|
${table(found).join("\n")}

${images.join("\n\n")}
`;
  return { text, files: plots.map((plot) => ({ name: `${plot.name}.svg`, text: plotSvg(plot) })) };
}

/** Measures, and writes `growth.md` and plots. */
export async function measureGrowth({ directory, out, rounds, quick }) {
  const machine = describeMachine();
  if (!machine.platform.startsWith("linux"))
    throw new Error("--growth needs Linux, which says what CPU time and memory a process took");
  const workspace = resolve(directory ?? join(root, ".cache/bench"));
  const target = resolve(out ?? join(root, "docs"));
  mkdirSync(workspace, { recursive: true });
  mkdirSync(target, { recursive: true });
  console.error(machineLine(machine));
  const found = [];
  for (const one of series) found.push(await measureSeries(one, { directory: workspace, rounds, quick }));
  const { text, files } = growthPage(
    found,
    `${new Date().toISOString().slice(0, 10)}, ${machineLine(machine)}.`,
  );
  for (const file of files) writeFileSync(join(target, file.name), file.text);
  writeFileSync(join(target, "growth.md"), text);
  console.log(`Wrote growth.md and ${files.length} plots to ${target}.`);
}
