export type Figure = "wall" | "cpu" | "memory";
export interface Spread {
  median: number;
  min: number;
  max: number;
  values: number[];
}
export type Spreads = Partial<Record<Figure, Spread>>;
export type Measured = Partial<Record<Figure, number>>;
export const figures: Figure[];
export function spread(values: (number | undefined)[]): Spread | undefined;
export function summarize(runs: Measured[]): Spreads;
export function pairRatios(ours: Measured[], theirs: Measured[]): Spreads;
export function bytesPerItem(
  large: { bytes: number; items: number },
  small: { bytes: number; items: number },
): number;
