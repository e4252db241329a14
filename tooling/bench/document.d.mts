import type { Result } from "./render.mjs";

export interface Found {
  date: string;
  machine: {
    cpu: string;
    cores: number;
    memory: number;
    platform: string;
    node: string;
    commit?: string;
    hasChanges: boolean;
    load: number;
  };
  note: string;
  results: Result[];
}
export function documentResults(text: string, found: Found): string;
