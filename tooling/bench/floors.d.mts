export interface Floors {
  start: number;
  read: number;
  copy: number;
  md5: number;
}
export interface FloorWork {
  starts?: number;
  read?: number;
  copied?: number;
  hashed?: number;
}
export function measureFloors(directory: string): Promise<Floors>;
export function floorSeconds(floors: Floors, work: FloorWork): number;
