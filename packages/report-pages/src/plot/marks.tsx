import type { ComponentChildren, VNode } from "preact";
import { baseSize, plotWidth } from "./plot.js";
import { n, shorten, textWidth, wrap } from "./text.js";
import { light, type OutcomeKind, outcomeStyles, seriesStyle } from "./theme.js";

interface LabelProps {
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly muted?: boolean;
  readonly bold?: boolean;
  /** Turned by so many degrees around its place. */
  readonly turn?: number;
  readonly children: string;
}

/** Text of the drawing; `x`, `y` is on its baseline. */
export function Label({
  x,
  y,
  size = baseSize,
  anchor = "start",
  muted,
  bold,
  turn,
  children,
}: LabelProps): VNode {
  return (
    <text
      class={muted ? "mp-muted" : undefined}
      x={n(x)}
      y={n(y)}
      font-size={size === baseSize ? undefined : size}
      font-weight={bold ? 600 : undefined}
      text-anchor={anchor === "start" ? undefined : anchor}
      transform={turn === undefined ? undefined : `rotate(${turn} ${n(x)} ${n(y)})`}
      fill={muted ? light.muted : undefined}
    >
      {children}
    </text>
  );
}

/** Draws its children in the color of a series. */
export function InSeries({ index, children }: { index: number; children: ComponentChildren }): VNode {
  const { className, color } = seriesStyle(index);
  // Spread, since the types of Preact lack this attribute of SVG.
  const inherited = { class: className, color };
  return <g {...inherited}>{children}</g>;
}

interface MarkProps {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  /** Area in square units. */
  readonly area?: number;
  readonly tip?: string;
  readonly opacity?: number;
}

/** The mark of a series as a path, which can be joined with others. */
export function markPath(index: number, x: number, y: number, area = 44): string {
  return `M${n(x)} ${n(y)}${seriesStyle(index).shape(area)}`;
}

/** The mark of a series, in the color around it. */
export function Mark({ index, x, y, area = 44, tip, opacity }: MarkProps): VNode {
  return (
    <path d={markPath(index, x, y, area)} fill="currentColor" fill-opacity={opacity}>
      {tip !== undefined && <title>{tip}</title>}
    </path>
  );
}

/** A box filled as an outcome is. */
export function OutcomeBox(props: {
  kind: OutcomeKind;
  x: number;
  y: number;
  width: number;
  height: number;
  text?: string;
  tip?: string;
}): VNode {
  const { kind, x, y, width, height, text, tip } = props;
  const { fill, text: ink } = outcomeStyles[kind];
  return (
    <g>
      {tip !== undefined && <title>{tip}</title>}
      <rect
        class={`mp-f-${kind} mp-grid`}
        x={n(x)}
        y={n(y)}
        width={n(width)}
        height={n(height)}
        fill={fill}
        stroke={light.grid}
      />
      {text !== undefined && (
        <text
          class={`mp-t-${kind}`}
          x={n(x + width / 2)}
          y={n(y + height / 2 + 3.5)}
          font-size={10}
          text-anchor="middle"
          fill={ink}
        >
          {text}
        </text>
      )}
    </g>
  );
}

/** Key of a legend: the mark of a series, an outcome, or a plain line. */
export type LegendEntry = { readonly label: string } & (
  | { readonly series: number; readonly line?: boolean }
  | { readonly outcome: OutcomeKind }
);

const margin = 10;
const titleSize = 14;
const keySize = 11;
const lineHeight = 17;
const keyWidth = 18;
const lineKeyWidth = 32;

/** The title and, below it, the legend. */
export interface Heading {
  readonly height: number;
  readonly content: VNode;
}

/** Lays out the words above a drawing. */
export function heading(title: string, legend: readonly LegendEntry[] = [], note?: string): Heading {
  const titleLines = wrap(title, titleSize * 1.04, plotWidth - 2 * margin);
  const noteLines = note === undefined ? [] : wrap(note, keySize, plotWidth - 2 * margin, 3);
  const titleHeight = 8 + titleLines.length * 18;
  const noteHeight = noteLines.length * 15;
  const top = titleHeight + noteHeight + 4;
  let x = margin;
  let row = 0;
  const entries = legend.map((entry) => {
    const key = "series" in entry && entry.line ? lineKeyWidth : keyWidth;
    const label = shorten(entry.label, keySize, plotWidth - 2 * margin - key);
    const width = key + textWidth(label, keySize) + 14;
    if (x > margin && x + width - 14 > plotWidth - margin) {
      x = margin;
      row += 1;
    }
    const placed = { entry, label, key, x, y: top + row * lineHeight + 8 };
    x += width;
    return placed;
  });
  const height = top + (legend.length === 0 ? 0 : (row + 1) * lineHeight) + 4;
  return {
    height,
    content: (
      <g>
        {titleLines.map((line, index) => (
          <Label x={margin} y={20 + index * 18} size={titleSize} bold>
            {line}
          </Label>
        ))}
        {noteLines.map((line, index) => (
          <Label x={margin} y={titleHeight + 10 + index * 15} size={keySize} muted>
            {line}
          </Label>
        ))}
        {entries.map(({ entry, label, key, x, y }) => (
          <g>
            <LegendKey entry={entry} x={x} y={y} width={key} />
            <Label x={x + key} y={y + 4} size={keySize}>
              {label}
            </Label>
          </g>
        ))}
      </g>
    ),
  };
}

function LegendKey({
  entry,
  x,
  y,
  width,
}: {
  entry: LegendEntry;
  x: number;
  y: number;
  width: number;
}): VNode {
  if ("outcome" in entry) {
    const { letter } = outcomeStyles[entry.outcome];
    return <OutcomeBox kind={entry.outcome} x={x} y={y - 6} width={13} height={13} text={letter} />;
  }
  return (
    <InSeries index={entry.series}>
      {entry.line && (
        <line
          x1={n(x)}
          y1={n(y)}
          x2={n(x + width - 6)}
          y2={n(y)}
          stroke="currentColor"
          stroke-width={2}
          stroke-dasharray={seriesStyle(entry.series).dash}
        />
      )}
      <Mark index={entry.series} x={x + (entry.line ? (width - 6) / 2 : 6)} y={y} />
    </InSeries>
  );
}
