import type { Figure, Spreads } from "./statistics.mjs";

export interface Goal {
  target?: Partial<Record<Figure, number>>;
  limit?: Partial<Record<Figure, number>>;
  bytesPerItem?: number;
}
export interface Verdict {
  text: string;
  reached: boolean;
}
export function judge(goal: Goal, measured: { ours: Spreads; ratios?: Spreads; perItem?: number }): Verdict[];
