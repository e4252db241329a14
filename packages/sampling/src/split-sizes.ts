import { TooLittleDataError } from "./checks.js";

/** Sizes of the two parts: an integer counts members, a fraction in (0, 1) is a share of them. */
export interface SplitSizes {
  testSize?: number;
  trainSize?: number;
}

function requireSize(size: number, name: string, n: number, members: string): void {
  const valid = Number.isInteger(size) ? size > 0 && size < n : size > 0 && size < 1;
  if (valid) return;
  throw new TooLittleDataError(
    `${name} is ${size}. Expected an integer above 0 and below the ${n} ${members}, or a fraction between 0 and 1.`,
  );
}

/**
 * How many members go to each part, by scikit-learn's rules: a test fraction rounds up, a train fraction rounds
 * down, and a size not given is what the other leaves.
 *
 * @param defaultTestSize - used when neither size is given.
 * @param members - what is split, in plural, for messages.
 * @throws RangeError when a size is out of range, both sum to more than all rows, or the training part would be empty.
 */
export function splitCounts(
  n: number,
  { testSize, trainSize }: SplitSizes,
  defaultTestSize: number,
  members = "rows",
): { train: number; test: number } {
  const wantedTest = testSize === undefined && trainSize === undefined ? defaultTestSize : testSize;
  if (wantedTest !== undefined) requireSize(wantedTest, "testSize", n, members);
  if (trainSize !== undefined) requireSize(trainSize, "trainSize", n, members);

  const isShare = (size: number | undefined) => size !== undefined && !Number.isInteger(size);
  if (isShare(wantedTest) && isShare(trainSize) && wantedTest! + trainSize! > 1) {
    throw new RangeError(`trainSize ${trainSize} and testSize ${wantedTest} sum to more than 1. Reduce one.`);
  }
  const givenTest = isShare(wantedTest) ? Math.ceil(wantedTest! * n) : wantedTest;
  const givenTrain = isShare(trainSize) ? Math.floor(trainSize! * n) : trainSize;
  const train = givenTrain ?? n - givenTest!;
  const test = givenTest ?? n - givenTrain!;
  if (train + test > n) {
    throw new TooLittleDataError(
      `${train} for training and ${test} for testing are more than the ${n} ${members}. Reduce trainSize or testSize.`,
    );
  }
  if (train === 0) {
    throw new TooLittleDataError(
      `Of ${n} ${members}, none would be left for training. Change testSize or trainSize, or give more data.`,
    );
  }
  return { train, test };
}
