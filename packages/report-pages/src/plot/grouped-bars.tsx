import { scaleBand, scaleLinear } from "d3-scale";
import type { VNode } from "preact";
import { areaBelow, around, ticksOf, XAxis, YAxis } from "./axes.js";
import { heading, InSeries, Mark } from "./marks.js";
import type { Plot } from "./plot.js";
import { n, readable, shorten } from "./text.js";

/** A mean with its standard error, and the number of values behind it. */
export interface Estimate {
  readonly mean: number;
  readonly sem: number | null;
  readonly n: number;
}

export interface GroupedBarsData {
  readonly name: string;
  readonly title: string;
  readonly note?: string;
  readonly groups: readonly string[];
  /** One estimate per group; null where there is none. */
  readonly series: readonly { readonly name: string; readonly values: readonly (Estimate | null)[] }[];
  readonly xLabel: string;
  readonly yLabel: string;
}

const areaHeight = 190;

/** Bars side by side, with a whisker of one standard error up and down. */
export function groupedBars(data: GroupedBarsData): Plot {
  const { name, title, groups, series } = data;
  const head = heading(
    title,
    series.map((one, index) => ({ label: one.name, series: index })),
    data.note,
  );
  const area = areaBelow(head, areaHeight);
  const tops = series.flatMap(({ values }) => values.map((v) => (v === null ? 0 : v.mean + (v.sem ?? 0))));
  const y = scaleLinear()
    .domain([0, Math.max(...tops, 0) || 1])
    .nice(5)
    .range([area.y + area.height, area.y]);
  const x = scaleBand<number>()
    .domain(groups.map((_, index) => index))
    .range([area.x, area.x + area.width])
    .paddingInner(0.18)
    .paddingOuter(0.08);
  const barWidth = Math.min(x.bandwidth() / Math.max(series.length, 1), 34);
  const xTicks = groups.map((group, index) => ({
    at: (x(index) ?? 0) + x.bandwidth() / 2,
    text: shorten(group, 11, x.step()),
  }));
  const bar = (index: number, group: number, value: Estimate): VNode => {
    const left =
      (x(group) ?? 0) + x.bandwidth() / 2 + (index - series.length / 2) * barWidth + barWidth * 0.08;
    const width = barWidth * 0.84;
    const middle = left + width / 2;
    const tip = `${series[index].name}, ${groups[group]}: ${describeEstimate(value)}`;
    return (
      <g>
        <title>{tip}</title>
        <rect
          x={n(left)}
          y={n(y(value.mean))}
          width={n(width)}
          height={n(y(0) - y(value.mean))}
          fill="currentColor"
          fill-opacity={0.45}
          stroke="currentColor"
        />
        {value.sem !== null && value.sem > 0 && (
          <path
            d={`M${n(middle)} ${n(y(value.mean + value.sem))}V${n(y(Math.max(0, value.mean - value.sem)))}M${n(middle - 3)} ${n(y(value.mean + value.sem))}h6M${n(middle - 3)} ${n(y(Math.max(0, value.mean - value.sem)))}h6`}
            stroke="currentColor"
            stroke-width={1.5}
            fill="none"
          />
        )}
        {width >= 6 && (
          <Mark index={index} x={middle} y={y(0) - 6} area={Math.min(36, width * width * 0.4)} />
        )}
      </g>
    );
  };
  return {
    name,
    title,
    description: `Bar chart. ${series
      .map(
        (one) =>
          `${one.name}: ${groups
            .map((group, index) => {
              const value = one.values[index];
              return `${group} ${value === null ? "no value" : describeEstimate(value)}`;
            })
            .join(", ")}.`,
      )
      .join(" ")}`,
    height: area.y + area.height + around.below,
    content: (
      <g>
        {head.content}
        <YAxis area={area} ticks={ticksOf(y, 5)} label={data.yLabel} />
        {series.map(({ values }, index) => (
          <InSeries index={index}>
            {values.map((value, group) => value !== null && bar(index, group, value))}
          </InSeries>
        ))}
        <XAxis area={area} ticks={xTicks} label={data.xLabel} grid={false} />
      </g>
    ),
    rows: [
      ["series", "group", "mean", "sem", "n"],
      ...series.flatMap((one) =>
        groups.map((group, index) => {
          const value = one.values[index];
          return [one.name, group, value?.mean ?? null, value?.sem ?? null, value?.n ?? null];
        }),
      ),
    ],
  };
}

/** `16.7 ± 1.2 (n = 3)`. */
export function describeEstimate({ mean, sem, n: count }: Estimate): string {
  const error = sem === null ? "" : ` ± ${readable(Number(sem.toFixed(2)))}`;
  return `${readable(Number(mean.toFixed(2)))}${error} (n = ${count})`;
}
