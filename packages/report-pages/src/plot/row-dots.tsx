import { scaleLinear } from "d3-scale";
import type { VNode } from "preact";
import { type Area, around, ticksOf, XAxis } from "./axes.js";
import { heading, InSeries, Label, markPath } from "./marks.js";
import { type Plot, plotWidth } from "./plot.js";
import { n, readable, shorten } from "./text.js";
import { light, outcomeStyles } from "./theme.js";

/** A value of a series in a row, with the range of the values behind it. */
export interface RowDot {
  readonly series: number;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface RowDotsData {
  readonly name: string;
  readonly title: string;
  readonly note?: string;
  readonly series: readonly string[];
  /** What a row is: header of the CSV. "competition" if left out. */
  readonly rowName?: string;
  readonly rows: readonly {
    readonly label: string;
    readonly dots: readonly RowDot[];
    /** Medal thresholds of the row. */
    readonly thresholds?: readonly { readonly medal: "gold" | "silver" | "bronze"; readonly at: number }[];
  }[];
  /** What is beyond is drawn at the edge, as an arrow. */
  readonly domain: readonly [number, number];
  readonly xLabel: string;
}

const rowHeight = 19;
const labelWidth = 170;

/** One row per competition, with a mark for each series, and lines at the medal thresholds. */
export function rowDots(data: RowDotsData): Plot {
  const { name, title, series, rows, domain } = data;
  const medals = (["bronze", "silver", "gold"] as const).filter((medal) =>
    rows.some(({ thresholds = [] }) => thresholds.some((one) => one.medal === medal)),
  );
  const head = heading(
    title,
    [
      ...series.map((label, index) => ({ label, series: index })),
      ...medals.map((medal) => ({ label: `${medal} threshold`, outcome: medal })),
    ],
    data.note,
  );
  const area: Area = {
    x: labelWidth + 14,
    y: head.height + 4,
    width: plotWidth - labelWidth - 30,
    height: Math.max(rows.length, 1) * rowHeight,
  };
  const x = scaleLinear()
    .domain(domain)
    .range([area.x, area.x + area.width])
    .clamp(true);
  const spread = Math.min(2.4, 10 / Math.max(series.length, 1));
  const middle = (row: number): number => area.y + (row + 0.5) * rowHeight;
  const places = rows.flatMap(({ dots }, row) =>
    dots.map(
      (dot): DotPlace => ({
        dot,
        y: middle(row) + (dot.series - (series.length - 1) / 2) * spread,
        x,
        beyond: dot.value > domain[1] ? 1 : dot.value < domain[0] ? -1 : 0,
      }),
    ),
  );
  return {
    name,
    title,
    description: `Dot plot with ${rows.length} rows. ${rows
      .map(
        ({ label, dots }) =>
          `${label}: ${dots.map((dot) => `${series[dot.series]} ${round(dot.value)}`).join(", ") || "no value"}.`,
      )
      .join(" ")}`,
    height: area.y + area.height + around.below,
    content: (
      <g>
        {head.content}
        <XAxis area={area} ticks={ticksOf(x, 5)} label={data.xLabel} />
        <path
          class="mp-grid"
          d={rows.map((_, row) => `M${n(area.x)} ${n(middle(row))}h${n(area.width)}`).join("")}
          stroke={light.grid}
        />
        {rows.map(({ label }, row) => (
          <Label x={area.x - 8} y={middle(row) + 4} anchor="end" size={10.5}>
            {shorten(label, 10.5, labelWidth)}
          </Label>
        ))}
        {medals.map((medal) => (
          <path
            class={`mp-f-${medal}`}
            d={rows
              .flatMap(({ thresholds = [] }, row) =>
                thresholds
                  .filter((one) => one.medal === medal)
                  .map(({ at }) => `M${n(x(at) - 1.5)} ${n(middle(row) - 7.5)}h3v15h-3z`),
              )
              .join("")}
            fill={outcomeStyles[medal].fill}
          />
        ))}
        {series.map((_, index) => (
          <SeriesDots index={index} places={places.filter(({ dot }) => dot.series === index)} />
        ))}
        {rows.map(({ label, dots }, row) => (
          <rect
            x={n(area.x)}
            y={n(middle(row) - rowHeight / 2)}
            width={n(area.width)}
            height={rowHeight}
            fill-opacity={0}
          >
            <title>{`${label}: ${dots.map((dot) => `${series[dot.series]} ${describeDot(dot)}`).join("; ")}`}</title>
          </rect>
        ))}
      </g>
    ),
    rows: [
      [
        data.rowName ?? "competition",
        "series",
        "value",
        "low",
        "high",
        ...medals.map((medal) => `${medal}_threshold`),
      ],
      ...rows.flatMap(({ label, dots, thresholds = [] }) =>
        dots.map((dot) => [
          label,
          series[dot.series],
          dot.value,
          dot.low ?? null,
          dot.high ?? null,
          ...medals.map((medal) => thresholds.find((one) => one.medal === medal)?.at ?? null),
        ]),
      ),
    ],
  };
}

interface DotPlace {
  readonly dot: RowDot;
  readonly x: (value: number) => number;
  readonly y: number;
  readonly beyond: -1 | 0 | 1;
}

/** All marks of a series as one path, and their ranges as another: hundreds of runs make a small file. */
function SeriesDots({ index, places }: { index: number; places: readonly DotPlace[] }): VNode {
  const ranges = places
    .filter(({ dot: { low = 0, high = 0 } }) => high > low)
    .map(({ dot: { low = 0, high = 0 }, x, y }) => `M${n(x(low))} ${n(y)}H${n(x(high))}`);
  const marks = places.map(({ dot: { value }, x, y, beyond }) =>
    beyond === 0 ? markPath(index, x(value), y, 38) : `M${n(x(value))} ${n(y - 4)}v8l${7 * beyond}-4z`,
  );
  return (
    <InSeries index={index}>
      {ranges.length > 0 && <path d={ranges.join("")} stroke="currentColor" stroke-width={1.2} />}
      <path d={marks.join("")} fill="currentColor" fill-opacity={0.9} />
    </InSeries>
  );
}

function describeDot({ value, low, high }: RowDot): string {
  const range = low === undefined || high === undefined ? "" : ` (${round(low)} to ${round(high)})`;
  return `${round(value)}${range}`;
}

const round = (value: number): string => readable(Number(value.toFixed(3)));
