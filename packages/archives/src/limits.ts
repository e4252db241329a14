import { UserError } from "@mlebench/core";

/** How much an archive may hold. What is not given is the default. */
export interface ExtractLimits {
  /** Bytes of everything extracted. @default Infinity */
  maxBytes?: number;
  /**
   * Extracted bytes per byte of archive, over the entire archive. The default, 500, is applied only from 256 MiB
   * on, because repetitive real data go past 200 and small archives cannot do harm; a given value always is.
   */
  maxRatio?: number;
  /** Members, directories included. @default 10 million */
  maxEntries?: number;
}

const defaultRatio = 500;
const harmlessBytes = 256 * 2 ** 20;
const defaultEntries = 10_000_000;

/** Counts what has been extracted and throws when it becomes too much. */
export interface Budget {
  entry: () => void;
  bytes: (count: number) => void;
}

/** @throws UserError from `entry` or `bytes` when a limit is passed */
export function createBudget(archive: string, archiveSize: number, limits: ExtractLimits = {}): Budget {
  const maxEntries = limits.maxEntries ?? defaultEntries;
  const maxBytes = limits.maxBytes ?? Number.POSITIVE_INFINITY;
  const ratioBytes =
    limits.maxRatio === undefined
      ? Math.max(harmlessBytes, defaultRatio * archiveSize)
      : limits.maxRatio * archiveSize;
  let entries = 0;
  let total = 0;
  const refuse = (what: string, expected: string) =>
    new UserError(`Refusing to extract the archive: ${what}`, {
      file: archive,
      expected,
      hint: "If you trust the archive, extract it manually or raise the limit.",
    });
  return {
    entry: () => {
      entries += 1;
      if (entries > maxEntries) throw refuse("it has too many entries", `at most ${maxEntries}`);
    },
    bytes: (count) => {
      total += count;
      if (total > maxBytes) throw refuse("it expands to too many bytes", `at most ${maxBytes} bytes`);
      if (total > ratioBytes)
        throw refuse(
          `it expands to more than ${Math.floor(ratioBytes / Math.max(1, archiveSize))} times its size, as a zip bomb does`,
          `at most ${limits.maxRatio ?? defaultRatio} times`,
        );
    },
  };
}
