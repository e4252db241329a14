import { writeFile } from "node:fs/promises";
import { UsageError } from "@mlebench/core";
import { cannotWrite, replaceFile } from "@mlebench/disk";
import type { FamiliarityAnalysis } from "../analyze.js";
import { scatterSvg } from "./scatter-svg.js";
import { svgToPng } from "./svg-to-png.js";

/** The range of the reference's plot. */
const yRange = { low: -0.25, high: 1 };

/** The plot of an analysis as SVG, titled as the reference does. */
export function familiarityPlot({ points, pearson, interval }: FamiliarityAnalysis): string {
  const outside = points.filter(({ performance: y }) => y < yRange.low || y > yRange.high).length;
  const facts = [
    `${points.length} ${points.length === 1 ? "competition" : "competitions"}`,
    `95% interval of r: ${fixed(interval.low)} to ${fixed(interval.high)}`,
    ...(outside > 0 ? [`${outside} outside the plot, drawn at its edge`] : []),
  ];
  return scatterSvg(
    points.map(({ id, familiarity, performance }) => ({ label: id, x: familiarity, y: performance })),
    {
      title: `Pearson's correlation: ${fixed(pearson.r)}, p-value: ${fixed(pearson.p)}`,
      subtitle: facts.join(" · "),
      xLabel: "Familiarity",
      yLabel: "Performance",
      yRange,
    },
  );
}

const fixed = (value: number): string => (Number.isNaN(value) ? "undefined" : value.toFixed(2));

/** `plot.svg` and `plot.png` for either of them. */
export function plotFiles(path: string): { svg: string; png: string } {
  const stem = /^(.+)\.(svg|png)$/i.exec(path)?.[1];
  if (stem === undefined)
    throw new UsageError(`Unsupported plot format: \`${path}\``, {
      expected: "a filename that ends in .svg or .png",
    });
  return { svg: `${stem}.svg`, png: `${stem}.png` };
}

/**
 * Writes the plot as SVG and as PNG, beside each other.
 * @throws UsageError for another format
 * @throws UserError
 */
export async function writePlot(
  path: string,
  analysis: FamiliarityAnalysis,
): Promise<{ svg: string; png: string }> {
  const files = plotFiles(path);
  const svg = familiarityPlot(analysis);
  await write(files.svg, svg);
  await write(files.png, await svgToPng(svg));
  return files;
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await replaceFile(path, (temporary) => writeFile(temporary, content));
  } catch (cause) {
    throw cannotWrite("plot", cause, path);
  }
}
