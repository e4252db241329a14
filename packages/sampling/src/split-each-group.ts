import { trainTestSplit } from "./train-test-split.js";

export interface SplitEachGroupOptions {
  /** Share of each group that is for testing. */
  testSize: number;
  /** Seed of every group's split. */
  randomState: number;
  /**
   * Smaller groups are not shuffled: the last `floor(length · testSize)` members are for testing, at least one, and a
   * single member is for training. With 0, all groups are shuffled. @default 5
   */
  minSize?: number;
}

/** A group's members for training and for testing. */
export interface SplitGroup<T> {
  train: T[];
  test: T[];
}

/**
 * Divides every group on its own, so that each class is in both parts, as preparations do that loop over categories:
 * `train_test_split` with the same seed for each, except for small groups.
 * @returns the groups in their order
 * @throws what `trainTestSplit` throws, such as a RangeError for a group with one member if `minSize` is 0
 */
export function splitEachGroup<T>(
  groups: Iterable<readonly T[]>,
  { testSize, randomState, minSize = 5 }: SplitEachGroupOptions,
): SplitGroup<T>[] {
  return Array.from(groups, (members) => {
    if (members.length >= minSize) return trainTestSplit(members, { testSize, randomState });
    const tested = members.length === 1 ? 0 : Math.max(1, Math.floor(members.length * testSize));
    const cut = members.length - tested;
    return { train: members.slice(0, cut), test: members.slice(cut) };
  });
}
