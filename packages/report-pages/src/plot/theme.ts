import { type Shape, shapes } from "./shapes.js";

/** How a series is distinguished: by color, by the shape of its marks, and by the dashes of its lines. */
export interface SeriesStyle {
  readonly color: string;
  readonly darkColor: string;
  readonly shape: Shape;
  readonly dash: string | undefined;
  readonly className: string;
}

/** Colors of Okabe and Ito; those for light pages are darkened to a contrast of at least 3:1 on white. */
const colors: readonly (readonly [string, string])[] = [
  ["#0072b2", "#56b4e9"],
  ["#c75000", "#ff9a57"],
  ["#007f5c", "#2fd0a0"],
  ["#a8447e", "#e79bc4"],
  ["#8a6500", "#f0d24a"],
  ["#333333", "#e0e0e0"],
  ["#5a57c4", "#a9a7ff"],
];
const dashes = [undefined, "6 3", "2 3", "8 3 2 3", "4 2", "1 2"];

/** The style of the n-th series. The eighth has the color of the first, with another shape and dash. */
export function seriesStyle(index: number): SeriesStyle {
  const turn = Math.floor(index / colors.length);
  const [color, darkColor] = colors[index % colors.length];
  return {
    color,
    darkColor,
    shape: shapes[(index + turn) % shapes.length],
    dash: dashes[(index + turn) % dashes.length],
    className: `mp-s${index % colors.length}`,
  };
}

/** What one run came to, best first, then `missing` for a run that is not there. */
export const outcomes = ["gold", "silver", "bronze", "above-median", "valid", "invalid", "missing"] as const;
export type OutcomeKind = (typeof outcomes)[number];

/** How an outcome is shown: a fill, a text that can be read on it, and a letter, since colors alone are not enough. */
export interface OutcomeStyle {
  readonly label: string;
  readonly letter: string;
  readonly fill: string;
  readonly text: string;
  readonly darkFill: string;
  readonly darkText: string;
}

export const outcomeStyles: Readonly<Record<OutcomeKind, OutcomeStyle>> = {
  gold: style("gold", "G", "#e8b52a", "#1b1b1b", "#e8b52a", "#1b1b1b"),
  silver: style("silver", "S", "#b9c2cd", "#1b1b1b", "#b9c2cd", "#1b1b1b"),
  bronze: style("bronze", "B", "#c98a55", "#1b1b1b", "#c98a55", "#1b1b1b"),
  "above-median": style("above median", "+", "#d3e6f7", "#1b1b1b", "#1f4a6e", "#ffffff"),
  valid: style("valid", "·", "#eceff2", "#1b1b1b", "#343b44", "#ffffff"),
  invalid: style("no valid submission", "×", "#ffffff", "#1b1b1b", "#0d1117", "#e6edf3"),
  missing: style("not run", "–", "#ffffff", "#57606a", "#0d1117", "#a6b0bb"),
};

function style(
  ...[label, letter, fill, text, darkFill, darkText]: [string, string, string, string, string, string]
): OutcomeStyle {
  return { label, letter, fill, text, darkFill, darkText };
}

/** Light colors of plots, as attributes, so that programs without style sheets draw them too. */
export const light = {
  text: "#1f2328",
  muted: "#57606a",
  grid: "#dde2e8",
  axis: "#6e7781",
  background: "#ffffff",
  bar: "#8fb4d3",
} as const;

const dark = {
  text: "#e6edf3",
  muted: "#a6b0bb",
  grid: "#30363d",
  axis: "#8b949e",
  background: "#161b22",
  bar: "#3f6d92",
} as const;

/** Replaces the light colors on a dark screen; paper is light. */
export const plotCss = `@media screen and (prefers-color-scheme: dark) {
${[
  `.mp-text { fill: ${dark.text} }`,
  `.mp-muted { fill: ${dark.muted} }`,
  `.mp-grid { stroke: ${dark.grid} }`,
  `.mp-axis { stroke: ${dark.axis} }`,
  `.mp-bg { fill: ${dark.background} }`,
  `.mp-bar { fill: ${dark.bar} }`,
  ...colors.map(([, color], index) => `.mp-s${index} { color: ${color} }`),
  ...outcomes.flatMap((kind) => [
    `.mp-f-${kind} { fill: ${outcomeStyles[kind].darkFill} }`,
    `.mp-t-${kind} { fill: ${outcomeStyles[kind].darkText} }`,
  ]),
].join("\n")}
}
`;
