import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterEach, describe, expect, test } from "vitest";
import { analyzeFamiliarity, familiarityPlot, plotFiles, writePlot } from "../../src/index.js";
import { ticks } from "../../src/plot/axes.js";
import { placeLabels } from "../../src/plot/place-labels.js";
import { directoryWith, removeDirectories } from "../harness-files.js";

afterEach(removeDirectories);

const ids = [
  "spaceship-titanic",
  "low & <odd>",
  "the-icml-2013-whale-challenge-right-whale-redux",
  "above",
  "below",
];
const analysis = analyzeFamiliarity({
  familiarity: new Map(ids.map((id, i) => [id, 0.3 + i / 20])),
  performance: new Map(ids.map((id, i) => [id, [0.2, 0.4, 0.6, 1.7, -3][i]])),
  resamples: 100,
});

test("the plot is titled as the reference's, and names its points", () => {
  const svg = familiarityPlot(analysis);
  expect(svg).toMatch(/Pearson's correlation: -?\d\.\d\d, p-value: \d\.\d\d/);
  expect(svg).toContain("5 competitions · 95% interval of r");
  expect(svg).toContain("2 outside the plot, drawn at its edge");
  expect(svg).toContain("<title>low &amp; &lt;odd&gt;: Familiarity 0.3500, Performance 0.4000</title>");
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg.match(/<path/g)).toHaveLength(2);
  expect(familiarityPlot(analyzeFamiliarity({ familiarity: new Map(), performance: new Map() }))).toContain(
    "undefined",
  );
});

test("it is written as SVG and as PNG with the letters of its labels", async () => {
  const path = join(directoryWith({}), "plot.png");
  const files = await writePlot(path, analysis);
  expect(readFileSync(files.svg, "utf8")).toBe(familiarityPlot(analysis));
  const { width, height, data } = PNG.sync.read(readFileSync(files.png));
  expect([width, height]).toEqual([1920, 1120]);
  const darkIn = (x: number, y: number, w: number, h: number) => {
    let dark = 0;
    for (let row = y; row < y + h; row++)
      for (let column = x; column < x + w; column++) if (data[(row * width + column) * 4] < 100) dark += 1;
    return dark;
  };
  // The title, and both names of axes.
  expect(darkIn(500, 30, 900, 50)).toBeGreaterThan(500);
  expect(darkIn(800, 1040, 400, 60)).toBeGreaterThan(200);
  expect(darkIn(20, 400, 60, 400)).toBeGreaterThan(200);
});

test("other formats are wrong usage", () => {
  expect(plotFiles("a/b.PNG")).toEqual({ svg: "a/b.svg", png: "a/b.png" });
  expect(() => plotFiles("results.pdf")).toThrow("Unsupported plot format: `results.pdf`");
});

describe("labels", () => {
  const area = { x: 0, y: 0, width: 800, height: 400 };

  test("never cover each other, and those without a place are left out", () => {
    const crowded = Array.from({ length: 75 }, (_, i) => ({
      text: `competition-${i}`,
      x: 400 + 150 * Math.sin(i * i),
      y: 200 + 100 * Math.cos(i * 7),
    }));
    const labels = placeLabels(crowded, area, 11);
    expect(labels.length).toBeGreaterThan(10);
    expect(labels.length).toBeLessThan(75);
    for (const [i, a] of labels.entries())
      for (const b of labels.slice(i + 1)) {
        const isApart =
          Math.abs(a.y - b.y) >= 11 || Math.abs(a.x - b.x) >= Math.min(a.text.length, b.text.length) * 6;
        expect(isApart, `${a.text} and ${b.text}`).toBe(true);
      }
  });

  test("stay inside", () => {
    expect(placeLabels([{ text: "right edge", x: 799, y: 200 }], area, 11)[0].x).toBeLessThan(740);
  });
});

test.each([
  [-0.25, 1, [-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.31, 0.33, [0.31, 0.315, 0.32, 0.325, 0.33]],
  [1, 1, [1]],
])("ticks between %d and %d are round", (low, high, expected) => {
  expect(ticks(low, high)).toEqual(expected);
});
