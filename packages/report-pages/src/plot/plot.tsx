import { type CsvCell, printable, spreadsheetText } from "@mlebench/core";
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { light, plotCss } from "./theme.js";

/** A drawing with its words and its data. {@link plotSvg} and {@link plotCsv} make files of it. */
export interface Plot {
  /** Stem of filenames and prefix of IDs: unique among the plots of a page. */
  readonly name: string;
  readonly title: string;
  /** What a person who cannot see the drawing learns from it. */
  readonly description: string;
  readonly height: number;
  readonly content: VNode;
  /** The data, with a header. */
  readonly rows: readonly (readonly CsvCell[])[];
}

/** Width of all plots: text stays readable on a screen of 400 pixels and in one column of a paper. */
export const plotWidth = 420;

/** Size of texts that say nothing else. */
export const baseSize = 11;

const font = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', Verdana, sans-serif";

/** The drawing as an element of a page whose style sheet contains {@link plotCss}. */
export function PlotImage({ plot, css }: { plot: Plot; css?: string }): VNode {
  const { name, height } = plot;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={plotWidth}
      height={height}
      viewBox={`0 0 ${plotWidth} ${height}`}
      role="img"
      aria-labelledby={`${name}-title`}
      aria-describedby={`${name}-desc`}
      font-family={css === undefined ? undefined : font}
    >
      <title id={`${name}-title`}>{plot.title}</title>
      <desc id={`${name}-desc`}>{plot.description}</desc>
      {css !== undefined && <style>{css}</style>}
      <rect class="mp-bg" width={plotWidth} height={height} fill={light.background} />
      <g class="mp-text" font-size={baseSize} fill={light.text}>
        {plot.content}
      </g>
    </svg>
  );
}

/** An SVG file that stands on its own: light, or dark where the reader's screen is. The same bytes for the same data. */
export function plotSvg(plot: Plot): string {
  const svg = printable(renderToString(<PlotImage plot={plot} css={plotCss} />));
  // XML has no such characters, not even as references, and this end of a section only within one.
  return `${svg.replace(/[\ufffe\uffff\ud800-\udfff]/gu, "\ufffd").replaceAll("]]>", "]]&gt;")}\n`;
}

/** The data of a plot. */
export function plotCsv(plot: Plot): string {
  return spreadsheetText(plot.rows);
}
