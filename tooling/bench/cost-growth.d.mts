export interface GrowthPoint {
  size: number;
  cpu: number;
  memory: number;
}
export interface CostOfEach {
  size: number;
  microseconds: number;
  bytes: number;
}
export function costOfEach(points: GrowthPoint[]): CostOfEach[];
export function sizeText(size: number): string;
