import type { VNode } from "preact";
import { Label } from "./marks.js";
import { plotWidth } from "./plot.js";
import { n } from "./text.js";
import { light } from "./theme.js";

/** The part of a drawing where data is. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part below a heading, with an axis label above it and both axes around it.
 * @param indent between the axis and the first value
 * @param above what else stands between the heading and the data
 */
export function areaBelow(
  head: { readonly height: number },
  height: number,
  { indent = 0, above = 0 }: { indent?: number; above?: number } = {},
): Area {
  return {
    x: around.left + indent,
    y: head.height + around.aboveForLabel + above,
    width: plotWidth - around.left - indent - around.right,
    height,
  };
}

/** A line with a text on an axis, at its place in the drawing. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** A linear scale of d3, as far as ticks are concerned. */
interface Scale {
  (value: number): number;
  ticks(count?: number): number[];
  tickFormat(count?: number): (value: number) => string;
}

/** Round numbers of a scale. */
export function ticksOf(scale: Scale, count: number): Tick[] {
  const format = scale.tickFormat(count);
  // d3 writes U+2212 for minus, which copies badly into other programs.
  return scale.ticks(count).map((value) => ({ at: scale(value), text: format(value).replace("−", "-") }));
}

/** Grid lines with texts below, and the axis label under them. */
export function XAxis(props: { area: Area; ticks: readonly Tick[]; label: string; grid?: boolean }): VNode {
  const { area, ticks, label, grid = true } = props;
  const bottom = area.y + area.height;
  return (
    <g>
      {grid && (
        <path
          class="mp-grid"
          d={ticks.map(({ at }) => `M${n(at)} ${n(area.y)}V${n(bottom)}`).join("")}
          stroke={light.grid}
        />
      )}
      <line
        class="mp-axis"
        x1={n(area.x)}
        y1={n(bottom)}
        x2={n(area.x + area.width)}
        y2={n(bottom)}
        stroke={light.axis}
      />
      {ticks.map(({ at, text }) => (
        <Label x={at} y={bottom + 15} anchor="middle">
          {text}
        </Label>
      ))}
      <Label x={area.x + area.width / 2} y={bottom + 32} anchor="middle" muted>
        {label}
      </Label>
    </g>
  );
}

/** Grid lines with texts to the left, and the axis label above them, where nobody has to turn their head. */
export function YAxis(props: { area: Area; ticks: readonly Tick[]; label: string }): VNode {
  const { area, ticks, label } = props;
  return (
    <g>
      <Label x={10} y={area.y - 9} muted>
        {label}
      </Label>
      <path
        class="mp-grid"
        d={ticks.map(({ at }) => `M${n(area.x)} ${n(at)}H${n(area.x + area.width)}`).join("")}
        stroke={light.grid}
      />
      {ticks.map(({ at, text }) => (
        <Label x={area.x - 6} y={at + 4} anchor="end">
          {text}
        </Label>
      ))}
    </g>
  );
}

/** Room that the words around an area take. */
export const around = { left: 44, right: 14, aboveForLabel: 22, below: 40 } as const;
