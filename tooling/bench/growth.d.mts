import type { CostOfEach, GrowthPoint } from "./cost-growth.mjs";

export interface Series {
  label: string;
  item: "row" | "file";
  points: GrowthPoint[];
  costs: CostOfEach[];
}
export function growthPage(
  found: Series[],
  facts: string,
): { text: string; files: { name: string; text: string }[] };
