export interface Options {
  list: boolean;
  quick: boolean;
  large: boolean;
  check: boolean;
  compare: boolean;
  growth: boolean;
  help: boolean;
  rounds: number;
  words: string[];
  directory?: string;
  out?: string;
  json?: string;
  document?: string;
}
export const usage: string;
export function parseOptions(args: string[]): Options | { error: string };
export function selectCases<T extends { name: string; isLarge?: boolean }>(
  cases: readonly T[],
  choice: { words: string[]; large: boolean },
): T[];
