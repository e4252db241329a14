import { scaleLinear } from "d3-scale";
import { curveLinear, curveStepAfter, line } from "d3-shape";
import { areaBelow, around, type Tick, ticksOf, XAxis, YAxis } from "./axes.js";
import { heading, InSeries, Mark } from "./marks.js";
import type { Plot } from "./plot.js";
import { n, readable, shorten } from "./text.js";
import { seriesStyle } from "./theme.js";

export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

export interface LinesData {
  readonly name: string;
  readonly title: string;
  readonly note?: string;
  readonly series: readonly { readonly name: string; readonly points: readonly LinePoint[] }[];
  /** A value holds until the next one, as with the best submission so far. */
  readonly steps?: boolean;
  /** Names of x = 0, 1, 2 …, instead of numbers. */
  readonly categories?: readonly string[];
  /** Column of the CSV. */
  readonly xName: string;
  readonly xLabel: string;
  readonly yLabel: string;
}

const areaHeight = 200;
const mostMarks = 30;

/** Curves of several series, told apart by color, dashes, and marks. */
export function lines(data: LinesData): Plot {
  const { name, title, series, steps = false, categories } = data;
  const head = heading(
    title,
    series.map((one, index) => ({ label: one.name, series: index, line: true })),
    data.note,
  );
  const area = areaBelow(head, areaHeight);
  const all = series.flatMap(({ points }) => points);
  const xs = all.map((point) => point.x);
  const y = scaleLinear()
    .domain([0, Math.max(...all.map((point) => point.y), 0) || 1])
    .nice(5)
    .range([area.y + area.height, area.y]);
  const x = scaleLinear().range([area.x, area.x + area.width]);
  let xTicks: Tick[];
  if (categories !== undefined) {
    x.domain([-0.5, categories.length - 0.5]);
    const width = area.width / categories.length;
    xTicks = categories.map((text, index) => ({ at: x(index), text: shorten(text, 11, width) }));
  } else {
    const low = Math.min(...xs, steps ? 0 : Number.POSITIVE_INFINITY);
    const high = Math.max(...xs);
    x.domain(high > low ? [low, high] : [0, 1]);
    // Integers, as of attempts, have no ticks between them.
    xTicks = xs.every(Number.isInteger)
      ? x
          .ticks(6)
          .filter(Number.isInteger)
          .map((value) => ({ at: x(value), text: String(value) }))
      : ticksOf(x, 6);
  }
  const path = line<LinePoint>()
    .x((point) => x(point.x))
    .y((point) => y(point.y))
    .digits(2)
    .curve(steps ? curveStepAfter : curveLinear);
  const at = (point: LinePoint) => categories?.[point.x] ?? readable(point.x);
  return {
    name,
    title,
    description: `Line chart. ${series
      .filter(({ points }) => points.length > 0)
      .map(({ name: one, points }) => {
        const [first] = points;
        const last = points[points.length - 1];
        return `${one}: from ${readable(Number(first.y.toFixed(2)))} at ${at(first)} to ${readable(Number(last.y.toFixed(2)))} at ${at(last)}.`;
      })
      .join(" ")}`,
    height: area.y + area.height + around.below,
    content: (
      <g>
        {head.content}
        <YAxis area={area} ticks={ticksOf(y, 5)} label={data.yLabel} />
        <XAxis area={area} ticks={xTicks} label={data.xLabel} />
        {series.map(({ name: one, points }, index) => (
          <InSeries index={index}>
            <path
              d={path([...points]) ?? ""}
              fill="none"
              stroke="currentColor"
              stroke-width={2}
              stroke-dasharray={seriesStyle(index).dash}
            />
            {points
              .filter((_, i) => points.length <= mostMarks || i % Math.ceil(points.length / mostMarks) === 0)
              .map((point) => (
                <Mark
                  index={index}
                  x={x(point.x)}
                  y={y(point.y)}
                  tip={`${one}, ${at(point)}: ${n(point.y)}`}
                />
              ))}
          </InSeries>
        ))}
      </g>
    ),
    rows: [
      ["series", data.xName, "value"],
      ...series.flatMap(({ name: one, points }) => points.map((point) => [one, at(point), point.y])),
    ],
  };
}
