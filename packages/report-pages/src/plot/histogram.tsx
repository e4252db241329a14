import { scaleLinear } from "d3-scale";
import { areaBelow, around, ticksOf, XAxis, YAxis } from "./axes.js";
import { heading, InSeries, markPath } from "./marks.js";
import type { Plot } from "./plot.js";
import { n, readable } from "./text.js";
import { light, outcomeStyles, seriesStyle } from "./theme.js";

/** How many values are from `from` to below `to`; the last bin has `to` too. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface HistogramData {
  readonly name: string;
  readonly title: string;
  readonly note?: string;
  /** Side by side, without gaps. */
  readonly bins: readonly Bin[];
  /** Values to show above the bars, such as those of a series' runs. */
  readonly series?: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly thresholds?: readonly { readonly medal: "gold" | "silver" | "bronze"; readonly at: number }[];
  /** @default true */
  readonly legend?: boolean;
  readonly xLabel: string;
  readonly yLabel: string;
}

const areaHeight = 150;
const markRow = 13;

/** Bars of counts, with vertical lines at the values of runs and at thresholds. What is beyond is drawn at the edge. */
export function histogram(data: HistogramData): Plot {
  const { name, title, bins, series = [], thresholds = [] } = data;
  const legend = [
    ...series.map((one, index) => ({ label: one.name, series: index, line: true })),
    ...thresholds.map(({ medal }) => ({ label: `${medal} threshold`, outcome: medal })),
  ];
  const head = heading(title, (data.legend ?? true) ? legend : [], data.note);
  const marks = series.length * markRow;
  const area = areaBelow(head, areaHeight, { above: marks });
  const first = bins.length > 0 ? bins[0].from : 0;
  const last = bins.length > 0 ? bins[bins.length - 1].to : 1;
  const x = scaleLinear()
    .domain(last > first ? [first, last] : [first - 0.5, first + 0.5])
    .range([area.x, area.x + area.width])
    .clamp(true);
  const y = scaleLinear()
    .domain([0, Math.max(...bins.map(({ count }) => count), 0) || 1])
    .nice(4)
    .range([area.y + area.height, area.y]);
  const markTop = (index: number): number => area.y - marks + index * markRow + 2;
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const bars = bins
    .filter(({ count }) => count > 0)
    .map(({ from, to, count }) => {
      const width = Math.max(0.5, x(to) - x(from) - 0.6);
      return `M${n(x(from))} ${n(y(0))}V${n(y(count))}h${n(width)}V${n(y(0))}z`;
    })
    .join("");
  return {
    name,
    title,
    description: `Histogram of ${total} values from ${readable(first)} to ${readable(last)}. ${series
      .map((one) => `${one.name}: ${one.values.map(readable).join(", ") || "no value"}.`)
      .join(" ")}`.trim(),
    height: area.y + area.height + around.below,
    content: (
      <g>
        {head.content}
        <YAxis area={{ ...area, y: area.y - marks }} ticks={ticksOf(y, 4)} label={data.yLabel} />
        <XAxis area={area} ticks={ticksOf(x, 6)} label={data.xLabel} grid={false} />
        <path class="mp-bar" d={bars} fill={light.bar} />
        {thresholds.map(({ medal, at }) => (
          <rect
            class={`mp-f-${medal} mp-axis`}
            x={n(x(at) - 2)}
            y={n(area.y)}
            width={4}
            height={area.height}
            fill={outcomeStyles[medal].fill}
            stroke={light.axis}
            stroke-width={0.5}
          >
            <title>{`${medal} threshold: ${readable(at)}`}</title>
          </rect>
        ))}
        {series.map((one, index) => (
          <InSeries index={index}>
            <path
              d={one.values.map((value) => `M${n(x(value))} ${n(markTop(index))}V${n(y(0))}`).join("")}
              stroke="currentColor"
              stroke-width={1.3}
              stroke-dasharray={seriesStyle(index).dash}
            />
            <path
              d={one.values.map((value) => markPath(index, x(value), markTop(index))).join("")}
              fill="currentColor"
            />
          </InSeries>
        ))}
      </g>
    ),
    rows: [["from", "to", "count"], ...bins.map(({ from, to, count }) => [from, to, count])],
  };
}

/**
 * Counts values in bins of equal width between two ends; values beyond count in the first or the last.
 * @param values not empty
 */
export function binValues(
  values: readonly number[],
  count: number,
  range?: readonly [number, number],
): Bin[] {
  const low = range?.[0] ?? Math.min(...values);
  const high = range?.[1] ?? Math.max(...values);
  const width = high > low ? (high - low) / count : 1;
  const counts = new Array<number>(high > low ? count : 1).fill(0);
  for (const value of values) {
    const bin = Math.floor((value - low) / width);
    counts[Math.max(0, Math.min(counts.length - 1, bin))] += 1;
  }
  return counts.map((one, index) => ({
    from: low + index * width,
    to: index === counts.length - 1 && high > low ? high : low + (index + 1) * width,
    count: one,
  }));
}
