import type { Figure, Spread, Spreads } from "./statistics.mjs";

export interface ComparedCase {
  name: string;
  size: number;
  ours: Spreads;
  ratios?: Spreads;
}
export interface Change {
  name: string;
  figure: Figure;
  isRatio: boolean;
  from: Spread;
  to: Spread;
  factor: number;
}
export interface Comparison {
  changes: Change[];
  compared: number;
  onlyBefore: string[];
  onlyAfter: string[];
}
export function compareResults(
  before: { results: ComparedCase[] },
  after: { results: ComparedCase[] },
): Comparison;
