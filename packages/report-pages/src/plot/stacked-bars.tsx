import { scaleLinear } from "d3-scale";
import { type Area, around, ticksOf, XAxis } from "./axes.js";
import { heading, Label, OutcomeBox } from "./marks.js";
import { type Plot, plotWidth } from "./plot.js";
import { readable, shorten } from "./text.js";
import { type OutcomeKind, outcomeStyles } from "./theme.js";

export interface StackedBarsData {
  readonly name: string;
  readonly title: string;
  readonly note?: string;
  readonly parts: readonly OutcomeKind[];
  /** One value per part. */
  readonly bars: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly xLabel: string;
}

const rowHeight = 26;
const labelWidth = 120;

/** One bar per row, in parts, with the sum at its end. */
export function stackedBars(data: StackedBarsData): Plot {
  const { name, title, parts, bars } = data;
  const head = heading(
    title,
    parts.map((kind) => ({ label: outcomeStyles[kind].label, outcome: kind })),
    data.note,
  );
  const sums = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const area: Area = {
    x: labelWidth + 10,
    y: head.height + 6,
    width: plotWidth - labelWidth - 56,
    height: bars.length * rowHeight,
  };
  const x = scaleLinear()
    .domain([0, Math.max(...sums, 0) || 1])
    .nice(5)
    .range([area.x, area.x + area.width]);
  const round = (value: number) => readable(Number(value.toFixed(1)));
  return {
    name,
    title,
    description: `Stacked bar chart. ${bars
      .map(
        (bar, index) =>
          `${bar.name}: ${parts.map((kind, part) => `${outcomeStyles[kind].label} ${round(bar.values[part])}`).join(", ")}; together ${round(sums[index])}.`,
      )
      .join(" ")}`,
    height: area.y + area.height + around.below,
    content: (
      <g>
        {head.content}
        <XAxis area={area} ticks={ticksOf(x, 5)} label={data.xLabel} />
        {bars.map((bar, row) => {
          const top = area.y + row * rowHeight;
          let from = 0;
          return (
            <g>
              <Label x={area.x - 8} y={top + rowHeight / 2 + 4} anchor="end">
                {shorten(bar.name, 11, labelWidth)}
              </Label>
              {parts.map((kind, part) => {
                const value = bar.values[part];
                const left = x(from);
                from += value;
                const width = x(from) - left;
                return (
                  value > 0 && (
                    <OutcomeBox
                      kind={kind}
                      x={left}
                      y={top + 4}
                      width={width}
                      height={rowHeight - 8}
                      text={width > 30 ? round(value) : undefined}
                      tip={`${bar.name}: ${outcomeStyles[kind].label} ${round(value)}`}
                    />
                  )
                );
              })}
              <Label x={x(from) + 6} y={top + rowHeight / 2 + 4} bold>
                {round(sums[row])}
              </Label>
            </g>
          );
        })}
      </g>
    ),
    rows: [
      ["series", ...parts.map((kind) => outcomeStyles[kind].label), "sum"],
      ...bars.map((bar, index) => [bar.name, ...bar.values, sums[index]]),
    ],
  };
}
