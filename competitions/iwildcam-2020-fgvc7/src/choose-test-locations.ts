import type { PythonJson } from "@mlebench/formats/python-json";
import { trainTestSplit } from "@mlebench/sampling";

/** Share of the test images, as the reference computes it: see {@link shareOf}. */
const testSize = 0.22;

/**
 * Locations for the test set: a random part of them, then as many as it takes. While the share of their images is too
 * small, the last training location becomes the last test location; while it is too large, the other way round.
 * @param locations of every image
 */
export function chooseTestLocations(locations: readonly PythonJson[]): Set<PythonJson> {
  const counts = new Map<PythonJson, number>();
  for (const location of locations) counts.set(location, (counts.get(location) ?? 0) + 1);
  const { train, test } = trainTestSplit([...counts.keys()], { testSize, randomState: 0 });
  let tested = test.reduce<number>((sum, location) => sum + (counts.get(location) ?? 0), 0);
  const move = (from: PythonJson[], to: PythonJson[], sign: 1 | -1): void => {
    for (const location of from.splice(-1)) {
      to.push(location);
      tested += sign * (counts.get(location) ?? 0);
    }
  };
  while (shareOf(tested, locations.length) < testSize) move(train, test, 1);
  while (shareOf(tested, locations.length) > testSize) move(test, train, -1);
  return new Set(test);
}

/** Test images count twice below the line, in the reference. */
const shareOf = (tested: number, all: number): number => tested / (all + tested);
