export { type Estimate, type GroupedBarsData, groupedBars } from "./plot/grouped-bars.js";
export { type HeatMapData, heatMap } from "./plot/heat-map.js";
export { type Bin, binValues, type HistogramData, histogram } from "./plot/histogram.js";
export { type LinePoint, type LinesData, lines } from "./plot/lines.js";
export { type Plot, plotCsv, plotSvg } from "./plot/plot.js";
export { type RowDot, type RowDotsData, rowDots } from "./plot/row-dots.js";
export { type ScatterData, type ScatterPoint, scatter } from "./plot/scatter.js";
export { type StackedBarsData, stackedBars } from "./plot/stacked-bars.js";
export type { OutcomeKind } from "./plot/theme.js";
