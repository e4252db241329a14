import { scaleLinear } from "d3-scale";
import { type Area, around, ticksOf, XAxis } from "./axes.js";
import { heading, InSeries, Label, Mark } from "./marks.js";
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
        {rows.map(({ label, dots, thresholds = [] }, row) => {
          const top = area.y + row * rowHeight;
          const middle = top + rowHeight / 2;
          return (
            <g>
              <line
                class="mp-grid"
                x1={n(area.x)}
                y1={n(middle)}
                x2={n(area.x + area.width)}
                y2={n(middle)}
                stroke={light.grid}
              />
              <Label x={area.x - 8} y={middle + 4} anchor="end" size={10.5}>
                {shorten(label, 10.5, labelWidth)}
              </Label>
              {thresholds.map(({ medal, at }) => (
                <rect
                  class={`mp-f-${medal}`}
                  x={n(x(at) - 1.5)}
                  y={n(top + 2)}
                  width={3}
                  height={rowHeight - 4}
                  fill={outcomeStyles[medal].fill}
                >
                  <title>{`${label}: ${medal} threshold ${round(at)}`}</title>
                </rect>
              ))}
              {dots.map((dot) => {
                const y = middle + (dot.series - (series.length - 1) / 2) * spread;
                const tip = `${label}, ${series[dot.series]}: ${round(dot.value)}${dot.low === undefined || dot.high === undefined ? "" : ` (${round(dot.low)} to ${round(dot.high)})`}`;
                const beyond = dot.value > domain[1] ? 1 : dot.value < domain[0] ? -1 : 0;
                return (
                  <InSeries index={dot.series}>
                    {dot.low !== undefined && dot.high !== undefined && dot.high > dot.low && (
                      <line
                        x1={n(x(dot.low))}
                        y1={n(y)}
                        x2={n(x(dot.high))}
                        y2={n(y)}
                        stroke="currentColor"
                        stroke-width={1.2}
                      />
                    )}
                    {beyond === 0 ? (
                      <Mark index={dot.series} x={x(dot.value)} y={y} area={38} tip={tip} opacity={0.9} />
                    ) : (
                      <path
                        d={`M${n(x(dot.value))} ${n(y - 4)}v8l${7 * beyond} -4Z`}
                        fill="currentColor"
                        fill-opacity={0.9}
                      >
                        <title>{tip}</title>
                      </path>
                    )}
                  </InSeries>
                );
              })}
            </g>
          );
        })}
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

const round = (value: number): string => readable(Number(value.toFixed(3)));
