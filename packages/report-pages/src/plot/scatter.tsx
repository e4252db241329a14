import { scaleLinear, scaleLog } from "d3-scale";
import type { VNode } from "preact";
import { type Area, areaBelow, around, ticksOf, XAxis, YAxis } from "./axes.js";
import { heading, InSeries, Label, Mark } from "./marks.js";
import type { Plot } from "./plot.js";
import { n, readable, shorten, textWidth } from "./text.js";
import { light } from "./theme.js";

export interface ScatterPoint {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** Standard error of `y`. */
  readonly sem?: number | null;
}

export interface ScatterData {
  readonly name: string;
  readonly title: string;
  readonly note?: string;
  readonly series: readonly { readonly name: string; readonly points: readonly ScatterPoint[] }[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** Draws x = y, on axes with the same range. */
  readonly diagonal?: boolean;
  /** A logarithmic axis, if all values are above zero. */
  readonly logX?: boolean;
  /** Writes the points' labels beside them, where there is room. */
  readonly labels?: boolean;
  readonly yFromZero?: boolean;
}

const areaHeight = 240;

/** Points of one or more series. All labels are tooltips. */
export function scatter(data: ScatterData): Plot {
  const { name, title, series, diagonal = false } = data;
  const legend = series.length > 1 ? series.map((one, index) => ({ label: one.name, series: index })) : [];
  const head = heading(title, legend, data.note);
  const area = areaBelow(head, areaHeight, { indent: 6 });
  const points = series.flatMap((one) => one.points);
  const xs = points.map(({ x }) => x);
  const ys = points.flatMap(({ y, sem }) => [y - (sem ?? 0), y + (sem ?? 0)]);
  const isLog = (data.logX ?? false) && xs.length > 0 && xs.every((x) => x > 0);
  const yDomain = data.yFromZero ? [0, padded(ys)[1]] : padded(diagonal ? [...xs, ...ys] : ys);
  const xDomain = diagonal ? yDomain : isLog ? [Math.min(...xs) / 1.5, Math.max(...xs) * 1.5] : padded(xs);
  const x = (isLog ? scaleLog() : scaleLinear()).domain(xDomain).range([area.x, area.x + area.width]);
  const y = scaleLinear()
    .domain(yDomain)
    .range([area.y + area.height, area.y]);
  const shown = series.map((one) =>
    one.points.map((point) => ({ ...point, left: x(point.x), top: y(point.y) })),
  );
  const xTicks = isLog
    ? logTicks(xDomain).map((value) => ({ at: x(value), text: readable(value) }))
    : ticksOf(x, 6);
  return {
    name,
    title,
    description: `Scatter plot of ${points.length} points: ${data.xLabel} against ${data.yLabel}. ${
      points.length <= 40
        ? points.map((point) => `${point.label}: ${round(point.x)}, ${round(point.y)}.`).join(" ")
        : ""
    }`.trim(),
    height: area.y + area.height + around.below,
    content: (
      <g>
        {head.content}
        <YAxis area={area} ticks={ticksOf(y, 5)} label={data.yLabel} />
        <XAxis area={area} ticks={xTicks} label={data.xLabel} />
        {diagonal && (
          <line
            class="mp-axis"
            x1={n(x(xDomain[0]))}
            y1={n(y(xDomain[0]))}
            x2={n(x(xDomain[1]))}
            y2={n(y(xDomain[1]))}
            stroke={light.axis}
            stroke-dasharray="4 3"
          />
        )}
        {shown.map((one, index) => (
          <InSeries index={index}>
            {one.map(({ label, x: xValue, y: yValue, sem, left, top }) => (
              <g>
                {sem !== undefined && sem !== null && sem > 0 && (
                  <line
                    x1={n(left)}
                    y1={n(y(yValue - sem))}
                    x2={n(left)}
                    y2={n(y(yValue + sem))}
                    stroke="currentColor"
                    stroke-width={1.3}
                  />
                )}
                <Mark
                  index={index}
                  x={left}
                  y={top}
                  tip={`${label}: ${data.xLabel} ${round(xValue)}, ${data.yLabel} ${round(yValue)}`}
                  opacity={0.85}
                />
              </g>
            ))}
          </InSeries>
        ))}
        {data.labels && placedLabels(shown.flat(), area)}
      </g>
    ),
    rows: [
      ["series", "label", "x", "y"],
      ...series.flatMap((one) => one.points.map((point) => [one.name, point.label, point.x, point.y])),
    ],
  };
}

const round = (value: number): string => readable(Number(value.toPrecision(4)));

/** The range of values with a margin; something around one value. */
function padded(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = high > low ? (high - low) * 0.07 : Math.max(Math.abs(low) * 0.07, 0.05);
  return [low - pad, high + pad];
}

/** 1, 2, 5, 10 … within a range, or the powers of ten alone if that were too many. */
function logTicks([low, high]: readonly number[]): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const factors = to - from > 3 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = from; power <= to; power += 1)
    for (const factor of factors) all.push(Number((factor * 10 ** power).toPrecision(3)));
  return all.filter((value) => value >= low && value <= high);
}

/** Labels to the right or left of their points; one that would cover another or a point is left out. */
function placedLabels(points: readonly { label: string; left: number; top: number }[], area: Area): VNode[] {
  const size = 10;
  const taken = points.map(({ left, top }) => ({ x: left - 4, y: top - 5, width: 8, height: 10 }));
  return points.flatMap(({ label, left, top }) => {
    const text = shorten(label, size, 130);
    const width = textWidth(text, size);
    const free = [left + 7, left - 7 - width]
      .flatMap((x) => [top, top - 8, top + 8].map((y) => ({ x, y: y - size / 2, width, height: size })))
      .find(
        (box) =>
          box.x >= area.x &&
          box.x + width <= area.x + area.width &&
          !taken.some(
            (other) =>
              box.x < other.x + other.width &&
              other.x < box.x + box.width &&
              box.y < other.y + other.height &&
              other.y < box.y + box.height,
          ),
      );
    if (free === undefined) return [];
    taken.push(free);
    return [
      <Label x={free.x} y={free.y + size - 1.5} size={size} muted>
        {text}
      </Label>,
    ];
  });
}
