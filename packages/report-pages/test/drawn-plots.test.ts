import { describe, expect, test } from "vitest";
import {
  binValues,
  groupedBars,
  heatMap,
  histogram,
  lines,
  plotCsv,
  plotSvg,
  scatter,
} from "../src/index.js";
import { light, outcomeStyles, plotCss, seriesStyle } from "../src/plot/theme.js";
import { contrast } from "./contrast.js";
import { samplePlots } from "./sample-plots.js";

describe.each(samplePlots().map((plot) => [plot.name, plot] as const))("%s", (name, plot) => {
  const svg = plotSvg(plot);

  test("has the recorded drawing and data", async () => {
    await expect(svg).toMatchFileSnapshot(`golden/${name}.svg`);
    await expect(plotCsv(plot)).toMatchFileSnapshot(`golden/${name}.csv`);
  });

  test("is an image with a title and a description for those who cannot see it", () => {
    expect(svg).toContain(`role="img" aria-labelledby="${name}-title" aria-describedby="${name}-desc"`);
    expect(svg).toContain(`<title id="${name}-title">${plot.title}</title>`);
    expect(plot.description.length).toBeGreaterThan(60);
  });

  test("holds hostile names as text only", () => {
    expect(svg).not.toContain("<b>");
    expect(svg).not.toContain("\u202e");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("needs nothing from elsewhere", () => {
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|url\(|href/);
  });
});

describe("plots of nothing", () => {
  const words = { name: "x", title: "Nothing", xLabel: "x", yLabel: "y" };
  test.each([
    groupedBars({ ...words, groups: [], series: [] }),
    heatMap({ ...words, columns: [], rows: [] }),
    histogram({ ...words, bins: [] }),
    lines({ ...words, xName: "x", series: [{ name: "a", points: [] }] }),
    scatter({ ...words, series: [{ name: "a", points: [] }] }),
  ])("are empty frames", (plot) => {
    expect(plotSvg(plot)).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("colors", () => {
  const darkBackground = "#161b22";

  test("of text have a contrast of at least 4.5, in light and in dark", () => {
    for (const color of [light.text, light.muted]) {
      expect(contrast(color, light.background), color).toBeGreaterThanOrEqual(4.5);
    }
    for (const name of ["mp-text", "mp-muted"]) {
      const color = new RegExp(`\\.${name} \\{ fill: (#\\w+)`).exec(plotCss)?.[1] ?? "";
      expect(contrast(color, darkBackground), name).toBeGreaterThanOrEqual(4.5);
    }
    for (const style of Object.values(outcomeStyles)) {
      expect(contrast(style.text, style.fill), style.label).toBeGreaterThanOrEqual(4.5);
      expect(contrast(style.darkText, style.darkFill), style.label).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("of marks have a contrast of at least 3", () => {
    for (let index = 0; index < 7; index += 1) {
      const { color, darkColor } = seriesStyle(index);
      expect(contrast(color, light.background), color).toBeGreaterThanOrEqual(3);
      expect(contrast(darkColor, darkBackground), darkColor).toBeGreaterThanOrEqual(3);
    }
  });

  test("repeat with another shape", () => {
    expect(seriesStyle(7).color).toBe(seriesStyle(0).color);
    expect(seriesStyle(7).shape).not.toBe(seriesStyle(0).shape);
  });
});

test("values are counted in bins, those beyond in the outer ones", () => {
  expect(binValues([-9, 0, 0.4, 0.5, 1, 7], 2, [0, 1])).toEqual([
    { from: 0, to: 0.5, count: 3 },
    { from: 0.5, to: 1, count: 3 },
  ]);
  expect(binValues([2, 2], 5)).toEqual([{ from: 2, to: 3, count: 2 }]);
});
