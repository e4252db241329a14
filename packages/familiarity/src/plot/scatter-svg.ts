import { paddedRange, ticks } from "./axes.js";
import { type Box, placeLabels } from "./place-labels.js";

/** A point of {@link scatterSvg}. */
export interface ScatterPoint {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

/** What the plot says. */
export interface ScatterOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Values outside are drawn as triangles at the edge; correlations have them. */
  readonly yRange?: { readonly low: number; readonly high: number };
}

const width = 960;
const height = 560;
const area: Box = { x: 90, y: 84, width: 840, height: 396 };
const labelSize = 11;
/** The font of the PNG; other programs take what they have. */
const font = "DejaVu Sans, Verdana, sans-serif";

/** A scatter plot with the names of its points, as far as they can be read; all names are tooltips. */
export function scatterSvg(points: readonly ScatterPoint[], options: ScatterOptions): string {
  const { title, subtitle, xLabel, yLabel, yRange } = options;
  const xs = points.map(({ x }) => x);
  const xAxis = points.length === 0 ? { low: 0, high: 1 } : paddedRange(xs);
  const yAxis = yRange ?? paddedRange(points.map(({ y }) => y));
  const atX = (x: number) => area.x + ((x - xAxis.low) / (xAxis.high - xAxis.low)) * area.width;
  const atY = (y: number) =>
    area.y + area.height - ((y - yAxis.low) / (yAxis.high - yAxis.low)) * area.height;
  const shown = points.map((point) => ({
    ...point,
    left: atX(point.x),
    top: atY(Math.max(yAxis.low, Math.min(yAxis.high, point.y))),
    outside: point.y > yAxis.high ? 1 : point.y < yAxis.low ? -1 : 0,
  }));
  const labels = placeLabels(
    shown.map(({ label, left, top }) => ({ text: shorten(label), x: left, y: top })),
    area,
    labelSize,
  );
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(width / 2, 36, title, { size: 20, anchor: "middle" }),
    ...(subtitle === undefined
      ? []
      : [text(width / 2, 60, subtitle, { size: 12, anchor: "middle", fill: "#555555" })]),
    ...ticks(xAxis.low, xAxis.high, 8).flatMap((tick) => [
      `<line x1="${n(atX(tick))}" y1="${area.y}" x2="${n(atX(tick))}" y2="${area.y + area.height}" stroke="#dddddd"/>`,
      text(atX(tick), area.y + area.height + 20, String(tick), { size: 13, anchor: "middle" }),
    ]),
    ...ticks(yAxis.low, yAxis.high, 6).flatMap((tick) => [
      `<line x1="${area.x}" y1="${n(atY(tick))}" x2="${area.x + area.width}" y2="${n(atY(tick))}" stroke="#dddddd"/>`,
      text(area.x - 10, atY(tick) + 5, String(tick), { size: 13, anchor: "end" }),
    ]),
    text(area.x + area.width / 2, height - 24, xLabel, { size: 17, anchor: "middle" }),
    `<text transform="translate(28 ${n(area.y + area.height / 2)}) rotate(-90)" font-size="17" text-anchor="middle" fill="#222222">${escapeXml(yLabel)}</text>`,
    ...shown.map(({ label, x, y, left, top, outside }) => {
      const tooltip = `<title>${escapeXml(`${label}: ${xLabel} ${x.toPrecision(4)}, ${yLabel} ${y.toPrecision(4)}`)}</title>`;
      return `${mark(left, top, outside).replace("/>", `>${tooltip}`)}</${outside === 0 ? "circle" : "path"}>`;
    }),
    ...labels.map((label) =>
      text(label.x, label.y, label.text, { size: labelSize, anchor: "start", fill: "#444444" }),
    ),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

const color = 'fill="#1f77b4" fill-opacity="0.85"';

function mark(x: number, y: number, outside: number): string {
  if (outside === 0) return `<circle cx="${n(x)}" cy="${n(y)}" r="4.5" ${color}/>`;
  const tip = y - 7 * outside;
  return `<path d="M${n(x - 5)} ${n(y)} L${n(x + 5)} ${n(y)} L${n(x)} ${n(tip)} Z" ${color}/>`;
}

function text(
  x: number,
  y: number,
  content: string,
  { size, anchor, fill = "#222222" }: { size: number; anchor: string; fill?: string },
): string {
  return `<text x="${n(x)}" y="${n(y)}" font-size="${size}" text-anchor="${anchor}" fill="${fill}">${escapeXml(content)}</text>`;
}

const longest = 34;

const shorten = (label: string): string =>
  label.length > longest ? `${label.slice(0, longest - 1)}…` : label;

/** Hundredths of a unit are enough. */
const n = (value: number): string => String(Number(value.toFixed(2)));

function escapeXml(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\uFFFD");
}
