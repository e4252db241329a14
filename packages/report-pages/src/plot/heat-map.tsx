import type { VNode } from "preact";
import { heading, Label } from "./marks.js";
import { type Plot, plotWidth } from "./plot.js";
import { n, shorten, textWidth } from "./text.js";
import { light, type OutcomeKind, outcomeStyles, outcomes } from "./theme.js";

export interface HeatMapData {
  readonly name: string;
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly string[];
  /** Outcomes of each column, one per seed. */
  readonly rows: readonly {
    readonly label: string;
    readonly cells: readonly (readonly OutcomeKind[])[];
  }[];
}

const rowHeight = 17;
const labelWidth = 170;
const smallestWithLetter = 9;
const gap = 5;

interface Box {
  readonly kind: OutcomeKind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** All boxes of an outcome as one path, and their letters as one text: thousands of runs make a small file. */
function Boxes({ kind, boxes }: { kind: OutcomeKind; boxes: readonly Box[] }): VNode {
  const { fill, text, letter } = outcomeStyles[kind];
  const height = rowHeight - 2;
  const withLetter = boxes.filter(({ width }) => width >= smallestWithLetter);
  const path = boxes
    .map(({ x, y, width }) => `M${n(x)} ${n(y)}h${n(width)}v${height}h${n(-width)}z`)
    .join("");
  return (
    <g>
      <path class={`mp-f-${kind} mp-grid`} d={path} fill={fill} stroke={light.grid} />
      {withLetter.length > 0 && (
        <text
          class={`mp-t-${kind}`}
          x={withLetter.map(({ x, width }) => n(x + width / 2)).join(" ")}
          y={withLetter.map(({ y }) => n(y + height / 2 + 3.5)).join(" ")}
          font-size={10}
          text-anchor="middle"
          fill={text}
        >
          {letter.repeat(withLetter.length)}
        </text>
      )}
    </g>
  );
}

/** A competition per row, an agent per column, a box per seed. */
export function heatMap(data: HeatMapData): Plot {
  const { name, title, columns, rows } = data;
  const used = outcomes.filter((kind) => rows.some(({ cells }) => cells.some((cell) => cell.includes(kind))));
  const head = heading(
    title,
    used.map((kind) => ({ label: outcomeStyles[kind].label, outcome: kind })),
    data.note,
  );
  const left = labelWidth + 16;
  const width = plotWidth - left - 10;
  const columnWidth = width / Math.max(columns.length, 1);
  const turned = columns.some((column) => textWidth(column, 10.5) > columnWidth - 2);
  const names = columns.map((column) => shorten(column, 10.5, turned ? 104 : columnWidth));
  const longest = Math.max(...names.map((text) => textWidth(text, 10.5)), 0);
  const top = head.height + (turned ? longest * 0.72 + 12 : 18);
  const boxes = rows.flatMap(({ cells }, row) =>
    cells.flatMap((seeds, column): Box[] => {
      const width = (columnWidth - gap) / Math.max(seeds.length, 1);
      const x = left + column * columnWidth + gap / 2;
      return seeds.map((kind, seed) => ({ kind, x: x + seed * width, y: top + row * rowHeight + 1, width }));
    }),
  );
  return {
    name,
    title,
    description: `Heat map of ${rows.length} competitions by ${columns.length} agents, one box per seed. ${columns
      .map((column, index) => {
        const cells = rows.flatMap((row) => row.cells[index] ?? []);
        const counts = used
          .map((kind) => [kind, cells.filter((cell) => cell === kind).length] as const)
          .filter(([, count]) => count > 0);
        return `${column}: ${counts.map(([kind, count]) => `${count} ${outcomeStyles[kind].label}`).join(", ")}.`;
      })
      .join(" ")}`,
    height: Math.ceil(top + rows.length * rowHeight + 10),
    content: (
      <g>
        {head.content}
        {names.map((text, index) => {
          const middle = left + (index + 0.5) * columnWidth;
          // Turned words lean left, over room that the row labels leave free.
          return turned ? (
            <Label x={middle + 4} y={top - 6} size={10.5} anchor="end" turn={45}>
              {text}
            </Label>
          ) : (
            <Label x={middle} y={top - 6} size={10.5} anchor="middle">
              {text}
            </Label>
          );
        })}
        {rows.map(({ label }, row) => {
          const y = top + row * rowHeight;
          return (
            <g>
              <Label x={left - 8} y={y + rowHeight / 2 + 3.5} size={10.5} anchor="end">
                {shorten(label, 10.5, labelWidth)}
              </Label>
            </g>
          );
        })}
        {used.map((kind) => (
          <Boxes kind={kind} boxes={boxes.filter((box) => box.kind === kind)} />
        ))}
        {rows.map(({ label, cells }, row) =>
          cells.map((seeds, column) => (
            <rect
              x={n(left + column * columnWidth)}
              y={n(top + row * rowHeight)}
              width={n(columnWidth)}
              height={rowHeight}
              fill-opacity={0}
            >
              <title>{`${label}, ${columns[column]}: ${seeds.map((kind) => outcomeStyles[kind].letter).join(" ")}`}</title>
            </rect>
          )),
        )}
      </g>
    ),
    rows: [
      ["competition", "series", "seed", "outcome"],
      ...rows.flatMap(({ label, cells }) =>
        cells.flatMap((seeds, column) => seeds.map((kind, seed) => [label, columns[column], seed + 1, kind])),
      ),
    ],
  };
}
