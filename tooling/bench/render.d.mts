import type { Comparison } from "./compare.mjs";
import type { Spread, Spreads } from "./statistics.mjs";
import type { Verdict } from "./targets.mjs";

export interface Result {
  name: string;
  title: string;
  size: number;
  rounds: number;
  ours: Spreads;
  other?: { kind: "reference" | "node"; figures: Spreads };
  ratios?: Spreads;
  perItem?: number;
  verdicts: Verdict[];
}
export function seconds(value: number): string;
export function bytes(value: number): string;
export function ratioText(ratio: Spread): string;
export function renderResult(result: Result): string[];
export function renderMarkdown(results: Result[]): string;
export function renderComparison(comparison: Comparison): string[];
