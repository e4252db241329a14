import { describe, expect, it } from "vitest";
import {
  accuracy,
  areaUnderCurve,
  average,
  cohenKappa,
  f1,
  f1OfLabelSets,
  kendallTauOfOrders,
  klDivergence,
  type Labels,
  labelRankingAveragePrecision,
  logLoss,
  MetricInputError,
  meanAbsoluteError,
  meanColumnwiseRootMeanSquaredError,
  meanWordJaccard,
  nanMean,
  pearson,
  rocAuc,
  rootMeanSquaredLogError,
  spearman,
} from "../src/index.js";

const SECRET = "Sphinx";
const SECRET_NUMBER = 48151.5;

function failure(score: () => number): MetricInputError {
  try {
    score();
  } catch (error) {
    expect(error).toBeInstanceOf(MetricInputError);
    return error as MetricInputError;
  }
  throw new Error("scored instead of failing");
}

describe("an input error", () => {
  it("names the invalid side and row", () => {
    expect(failure(() => accuracy(Float64Array.of(1, 2, 3), Float64Array.of(1, 2.5, 3)))).toMatchObject({
      argument: "yPred",
      row: 1,
    });
    expect(failure(() => meanAbsoluteError([1, Number.NaN], [1, 2]))).toMatchObject({
      argument: "yTrue",
      row: 1,
    });
    expect(failure(() => logLoss([0, 1, 0], [0.5, 0.5, 1.5]))).toMatchObject({ argument: "yPred", row: 2 });
    expect(failure(() => rocAuc([0, 1], [0.5, null]))).toMatchObject({ argument: "yPred", row: 1 });
    expect(failure(() => rootMeanSquaredLogError([0, 1], [0, -1]))).toMatchObject({
      argument: "yPred",
      row: 1,
    });
    expect(failure(() => kendallTauOfOrders([["a", "b"]], [["a", "c"]]))).toMatchObject({
      argument: "yPred",
      row: 0,
    });
    expect(failure(() => meanWordJaccard(["a", " "], ["a", ""]))).toMatchObject({
      argument: "yPred",
      row: 1,
    });
    expect(failure(() => f1([0, 1], [0, 1, 1]))).toMatchObject({ argument: "yPred", row: undefined });
  });

  it("names the column where there are several, and says all of it in its message", () => {
    const indicators = [Float64Array.of(0, 1), Float64Array.of(1, 0)];
    const infinite = [Float64Array.of(0.5, 0.5), Float64Array.of(0.5, Number.POSITIVE_INFINITY)];
    for (const metric of [rocAuc, logLoss, labelRankingAveragePrecision]) {
      const error = failure(() => metric(indicators, infinite));
      expect(error).toMatchObject({ argument: "yPred", row: 1, column: 1, headline: "Infinite value" });
      expect(error.message).toBe("Infinite value (yPred, index 1, column 1). Expected a finite number.");
    }
    const outside = [Float64Array.of(0.5, 0.5), Float64Array.of(0.5, -0.5)];
    expect(failure(() => logLoss(indicators, outside))).toMatchObject({ row: 1, column: 1 });
    const text: Labels = { dtype: "object", values: ["0.5", "half"] };
    for (const metric of [klDivergence, meanColumnwiseRootMeanSquaredError]) {
      const error = failure(() => metric(indicators, [Float64Array.of(0.5, 0.5), text]));
      expect(error).toMatchObject({ argument: "yPred", row: 1, column: 1 });
    }
  });

  it("names the text that keeps labels from being numbers", () => {
    const predictions: Labels = { dtype: "object", values: ["1", "0", "one"] };
    expect(failure(() => cohenKappa([0, 1, 1], predictions))).toMatchObject({
      argument: "yPred",
      row: 2,
      expected: "numbers",
    });
  });

  it("does not reveal which answer has no words", () => {
    const predictions = ["a", " ", "b", ""];
    const messages = [1, 3].map((empty) => {
      const answers = ["a", "b", "c", "d"].with(empty, "");
      return failure(() => meanWordJaccard(answers, predictions)).message;
    });
    expect(messages[0]).toBe("Missing words (yPred, index 1). Expected at least one word.");
    expect(messages[1]).toBe(messages[0]);
  });

  it("does not reveal how many classes the answers have", () => {
    const messages = [
      [0, 1, 0],
      [0, 0, 0],
    ].map((answers) => failure(() => f1(answers, [0, 1, 2])).message);
    expect(messages[0]).toBe(messages[1]);
    expect(failure(() => f1([0, 1, 2], [0, 1, 0]))).toMatchObject({ argument: "yTrue" });
  });

  it("never holds an answer", () => {
    const text: Labels = { dtype: "object", values: [SECRET, `${SECRET}2`, `${SECRET}3`] };
    const mixed: Labels = { dtype: "object", values: [SECRET, SECRET_NUMBER, null] };
    const numbers = Float64Array.of(SECRET_NUMBER, SECRET_NUMBER, Number.POSITIVE_INFINITY);
    const whole = Float64Array.of(48151, 48152, 48153);
    const broken = [text, mixed, numbers, whole];
    const predictions = [Float64Array.of(0.1, 0.2, 0.3), Float64Array.of(1), mixed];
    const metrics = [accuracy, f1, cohenKappa, rocAuc, logLoss, meanAbsoluteError, pearson, spearman];
    let failures = 0;
    for (const metric of metrics) {
      for (const yTrue of broken) {
        for (const yPred of predictions) {
          try {
            metric(yTrue, yPred);
          } catch (error) {
            failures++;
            expect((error as Error).message).not.toMatch(/Sphinx|4815/);
          }
        }
      }
    }
    expect(failures).toBeGreaterThan(60);
    expect(failure(() => f1OfLabelSets([[SECRET]], [[SECRET]])).message).not.toContain(SECRET);
  });
});

describe("helpers", () => {
  it("reject weights and curves that make no sense", () => {
    expect(() => average([1, 2], [1])).toThrow(RangeError);
    expect(() => average([1, 2], [1, -1])).toThrow(RangeError);
    expect(() => areaUnderCurve([0], [1])).toThrow(RangeError);
    expect(() => areaUnderCurve([0, 1, 0], [1, 1, 1])).toThrow(RangeError);
  });

  it("skip NaN in means only where they say so", () => {
    expect(nanMean([1, Number.NaN, 2])).toBe(1.5);
    expect(nanMean([Number.NaN])).toBeNaN();
  });

  it("keep their inputs as they are", () => {
    const yTrue = Float64Array.of(1, 0, 1, 0);
    const yPred = Float64Array.of(0.75, 0.5, 0.25, 0.5);
    rocAuc(yTrue, yPred);
    logLoss(yTrue, yPred);
    spearman(yTrue, yPred);
    expect([...yTrue, ...yPred]).toEqual([1, 0, 1, 0, 0.75, 0.5, 0.25, 0.5]);
  });
});
