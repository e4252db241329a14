import { describe, expect, it } from "vitest";
import {
  accuracy,
  average,
  averagePrecision,
  f1,
  logLoss,
  mean,
  meanAbsoluteError,
  meanAngularError,
  pairwiseSum,
  pearson,
  rocAuc,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  spearman,
} from "../src/index.js";
import { expectAgreement, pseudoRandom, readFixture } from "./helpers.js";

type Scores = Record<string, number> & { seed: number; rows: number };

describe.each(readFixture<Scores[]>("big.json"))("$rows generated rows", (recorded) => {
  const { seed, rows } = recorded;
  const u = pseudoRandom(seed, rows);
  const v = pseudoRandom(seed + 100, rows);
  const x = pseudoRandom(seed + 200, rows);
  const truths = u.map((value) => (value < 0.3 ? 1 : 0));
  const coarse = v.map((value) => Math.floor(value * 1000) / 1000);

  it("sum and score to NumPy's last bit where no logarithm or sine is involved", () => {
    expect(pairwiseSum(u)).toBe(recorded.sum);
    expect(mean(u)).toBe(recorded.mean);
    expect(average(u, v)).toBe(recorded.average);
    expect(meanAbsoluteError(u, v)).toBe(recorded.mae);
    expect(rootMeanSquaredError(u, v)).toBe(recorded.rmse);
    expect(rocAuc(truths, v)).toBe(recorded.rocAuc);
    expect(rocAuc(truths, coarse)).toBe(recorded.rocAucTies);
    expect(averagePrecision(truths, coarse)).toBe(recorded.averagePrecision);
    expect(
      accuracy(
        v.map((value) => (value < 0.5 ? 1 : 0)),
        truths,
      ),
    ).toBe(recorded.accuracy);
    const classes = u.map((value) => Math.floor(value * 50));
    const near = u.map((value, i) => Math.floor((value + 0.02 * v[i]) * 50));
    expect(f1(classes, near, { average: "macro" })).toBe(recorded.f1);
  });

  it("score to 1e-12 elsewhere", () => {
    expectAgreement(logLoss(truths, v), recorded.logLoss, "log loss");
    expectAgreement(rootMeanSquaredLogError(u, v), recorded.rmsle, "RMSLE");
    expectAgreement(
      pearson(
        u,
        u.map((value, i) => value + v[i]),
      ),
      recorded.pearson,
      "Pearson",
    );
    expectAgreement(
      spearman(
        u,
        u.map((value, i) => value + coarse[i]),
      ),
      recorded.spearman,
      "Spearman",
    );
    const scaled = (values: Float64Array, factor: number) => values.map((value) => value * factor);
    const angle = meanAngularError(
      { azimuth: scaled(u, 6.28), zenith: scaled(v, 3.14) },
      { azimuth: scaled(v, 6.28), zenith: scaled(x, 3.14) },
    );
    expectAgreement(angle, recorded.angular, "angle");
  });
});
