import { expect, it } from "vitest";
import { meanAngularError } from "../src/index.js";
import { sinesAndCosines } from "../src/regression/exact-trigonometry.js";
import { expectAgreement, readFixture } from "./helpers.js";

const recorded = readFixture<{
  angles: number[];
  sines: number[];
  cosines: number[];
  directions: [azimuth: number[], zenith: number[], offset: number, score: number][];
}>("trigonometry.json");

it("rounds sines and cosines correctly", () => {
  const { sines, cosines } = sinesAndCosines(Float64Array.from(recorded.angles));
  expect(Array.from(sines)).toEqual(recorded.sines);
  expect(Array.from(cosines)).toEqual(recorded.cosines);
});

it("leaves angles that are not finite or very great to the engine", () => {
  const angles = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, 1e22);
  const { sines, cosines } = sinesAndCosines(angles);
  expect(Array.from(sines)).toEqual([Number.NaN, Number.NaN, Math.sin(1e22)]);
  expect(Array.from(cosines)).toEqual([Number.NaN, Number.NaN, Math.cos(1e22)]);
});

it.each(recorded.directions)(
  "measures angles between nearly equal directions",
  (azimuth, zenith, offset, score) => {
    const shifted = (values: number[]) => values.map((value) => value + offset);
    const actual = meanAngularError(
      { azimuth, zenith },
      { azimuth: shifted(azimuth), zenith: shifted(zenith) },
    );
    expectAgreement(actual, score, `offset ${offset}`);
  },
);

it("finds next to no angle between equal directions", () => {
  const directions = { azimuth: recorded.angles.slice(0, 400), zenith: recorded.angles.slice(100, 500) };
  expect(meanAngularError(directions, directions)).toBeLessThan(1e-8);
});
