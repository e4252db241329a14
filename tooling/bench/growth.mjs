// `pnpm bench --growth`: whether the cost of each row and each file stays the same as sizes grow.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { lines, plotSvg } from "@mlebench/report-pages";
import { root } from "../workspace.mjs";
import { cases } from "./cases/index.mjs";
import { costOfEach, sizeText } from "./cost-growth.mjs";
import { describeMachine, machineLine } from "./machine.mjs";
import { bytes, seconds } from "./render.mjs";
import { contextOf, runCase } from "./run-case.mjs";

const rows = [1e4, 1e5, 1e6, 1e7];
const files = [1e3, 1e4, 1e5, 1e6];

/** Cases with sizes that grow, and what one item is. */
const series = [
  ["large-taxi", "preparing rides", "row", rows],
  ["grade-million-same", "grading, same order", "row", rows],
  ["grade-million-shuffled", "grading, shuffled", "row", rows],
  ["unzip-many-files", "extracting files", "file", files],
  ["place-many-images", "placing files", "file", files],
];

/** Measures one case at every size; workloads are removed, because the largest would fill a disk. */
async function measureSeries([name, label, item, sizes], { directory, rounds, largest }) {
  const bench = cases.find((one) => one.name === name);
  const points = [];
  for (const size of sizes.filter((one) => one <= largest)) {
    const options = { directory, quick: false, rounds, budget: 60, size };
    const { ours } = await runCase({ ...bench, smallSize: undefined, rounds }, options);
    rmSync(contextOf(bench, options).folder, { recursive: true, force: true });
    points.push({ size, cpu: ours.cpu.median, memory: ours.memory.median });
    console.log(
      `${label}, ${sizeText(size)} ${item}s: cpu ${seconds(ours.cpu.median)}, memory ${bytes(ours.memory.median)}`,
    );
  }
  return { label, item, points, costs: costOfEach(points) };
}

/** A plot of one figure for the series with the same kind of item. */
function plotOf(found, item, figure, yLabel) {
  const chosen = found.filter((one) => one.item === item);
  const sizes = [...new Set(chosen.flatMap(({ costs }) => costs.map(({ size }) => size)))].sort(
    (a, b) => a - b,
  );
  return lines({
    name: `growth-${item}s-${figure}`,
    title: `${yLabel} of each ${item}, as ${item}s grow`,
    series: chosen.map(({ label, costs }) => ({
      name: label,
      points: costs.map((cost) => ({ x: sizes.indexOf(cost.size), y: cost[figure] })),
    })),
    categories: sizes.map(sizeText),
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
  for (const one of series)
    found.push(await measureSeries(one, { directory: workspace, rounds, largest: quick ? 1e4 : 1e7 }));
  const plots = ["row", "file"].flatMap((item) => [
    plotOf(found, item, "microseconds", "CPU time in µs"),
    plotOf(found, item, "bytes", "Bytes of memory"),
  ]);
  for (const plot of plots) writeFileSync(join(target, `${plot.name}.svg`), plotSvg(plot));
  const images = plots.map(({ name, title }) => `![${title}](${name}.svg)`);
  const text = `# Cost of growth

What each row and each file more costs: CPU time of all processes (user and system), and peak memory. The smallest size is subtracted, so that starting is left out. Written by \`pnpm bench --growth\`.

${machineLine(machine)}. ${new Date().toISOString().slice(0, 10)}.

| work | size | CPU | peak memory | CPU for each | bytes for each |
|---|---|---|---|---|---|
${table(found).join("\n")}

${images.join("\n\n")}
`;
  writeFileSync(join(target, "growth.md"), text);
  console.log(`Wrote growth.md and ${plots.length} plots to ${target}.`);
}
