import { describe, expect, test } from "vitest";
import {
  type Box3d,
  biasWeightedAuc,
  boxAveragePrecision3d,
  encodeMask,
  groupRuns,
  haversineDistance,
  type LabeledBox,
  MetricInputError,
  pointInBoxF1,
  quantile,
  type ScoredBox,
  type ScoredBox3d,
  vocMeanAveragePrecision,
  weightedRocAuc,
} from "../src/index.js";
import { expectAgreement, type Recorded, readFixture, scoreOrError, toNumber } from "./helpers.js";

type CornerBox = [label: string, score: number, ...corners: [number, number, number, number]];
type UprightBox = [label: string, score: Recorded, ...numbers: Recorded[]];

interface RecordedMetrics {
  weightedRocAuc: { yTrue: number[]; yScore: number[]; score: Recorded }[];
  biasWeightedAuc: {
    yTrue: number[];
    yPred: number[];
    identities: (number | null)[][];
    score: Recorded;
  }[];
  pointInBoxF1: {
    yTrue: [label: string, x: number, y: number, width: number, height: number][][];
    yPred: [label: string, x: number, y: number][][];
    score: number;
  }[];
  vocMeanAveragePrecision: { yTrue: CornerBox[][]; yPred: CornerBox[][]; score: Recorded }[];
  haversineDistance: { yTrue: number[][]; yPred: number[][]; meters: number[] }[];
  quantile: { values: Recorded[]; q: number; quantile: Recorded }[];
  boxAveragePrecision3d: { yTrue: UprightBox[][]; yPred: UprightBox[][]; score: Recorded }[];
  groupRuns: { ids: string[]; masks: number[][]; height: number; width: number; volumes: number[][][] }[];
}

const recorded = readFixture<RecordedMetrics>("competition-metrics.json");
const floats = (values: readonly Recorded[]) => Float64Array.from(values, (value) => Number(toNumber(value)));

describe("weightedRocAuc", () => {
  test("agrees with the reference", () => {
    for (const [i, { yTrue, yScore, score }] of recorded.weightedRocAuc.entries())
      expectAgreement(weightedRocAuc(floats(yTrue), floats(yScore)), score, `case ${i}`);
  });

  test("rejects missing scores", () => {
    expect(() => weightedRocAuc([0, 1], [0.5, Number.NaN])).toThrow(MetricInputError);
  });
});

describe("biasWeightedAuc", () => {
  test("agrees with the reference", () => {
    for (const [i, { yTrue, yPred, identities, score }] of recorded.biasWeightedAuc.entries()) {
      const columns = identities.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN));
      const actual = scoreOrError(() => biasWeightedAuc(floats(yTrue), floats(yPred), columns));
      expectAgreement(actual, score, `case ${i}`);
    }
  });

  test("rejects predictions with an AUC of 0, which has no negative power", () => {
    const truth = [1, 0, 1, 0];
    expect(() => biasWeightedAuc(truth, [0, 1, 0, 1], [[1, 1, 0, 0]])).toThrow(
      "No score for these predictions",
    );
  });
});

describe("pointInBoxF1", () => {
  test("agrees with the reference", () => {
    for (const [i, { yTrue, yPred, score }] of recorded.pointInBoxF1.entries()) {
      const truths = yTrue.map((boxes) =>
        boxes.map(
          ([label, x, y, width, height]): LabeledBox => ({ label, box: [x, y, x + width, y + height] }),
        ),
      );
      const points = yPred.map((rows) => rows.map(([label, x, y]) => ({ label, x, y })));
      expectAgreement(pointInBoxF1(truths, points), score, `case ${i}`);
    }
  });
});

describe("vocMeanAveragePrecision", () => {
  const box = ([label, score, ...corners]: CornerBox): ScoredBox => ({ label, score, box: corners });

  test("agrees with the reference", () => {
    for (const [i, { yTrue, yPred, score }] of recorded.vocMeanAveragePrecision.entries()) {
      const [truths, predictions] = [yTrue, yPred].map((side) => side.map((boxes) => boxes.map(box)));
      const actual = scoreOrError(() => vocMeanAveragePrecision(truths, predictions));
      expectAgreement(actual, score, `case ${i}`);
    }
  });

  test("rejects scores that are not finite, of classes that count", () => {
    const truths = [[{ label: "a", box: [0, 0, 1, 1] }], []] as const;
    const prediction = (label: string) => [[], [{ label, score: Number.NaN, box: [0, 0, 1, 1] as const }]];
    expect(() => vocMeanAveragePrecision(truths, prediction("a"))).toThrow("Invalid score of a box");
    expect(vocMeanAveragePrecision(truths, prediction("b"))).toBeCloseTo(0.5);
  });

  // Scores of the reference.
  test("leaves boxes around a NaN score of another class unsorted, as Python does", () => {
    const corners = [0, 0, 10, 10] as const;
    const truths = [[{ label: "a", box: corners }], []];
    const found = (...scores: readonly number[]) => [
      scores.map((score) => ({ label: Number.isNaN(score) ? "other" : "a", score, box: corners })),
      [],
    ];
    expect(vocMeanAveragePrecision(truths, found(0.2, 0.5, Number.NaN, 0.9))).toBe(0.5);
    expect(vocMeanAveragePrecision(truths, found(0.2, 0.5, 0.9))).toBe(1);
  });
});

describe("haversineDistance and quantile", () => {
  test("agree with the reference on distances, to 1e-9 of a meter or 1e-12", () => {
    for (const { yTrue, yPred, meters } of recorded.haversineDistance) {
      const [truth, prediction] = [yTrue, yPred].map(([latitude, longitude]) => ({ latitude, longitude }));
      const actual = haversineDistance(truth, prediction);
      for (const [row, expected] of meters.entries())
        expect(Math.abs(actual[row] - expected)).toBeLessThanOrEqual(1e-9 + 1e-12 * expected);
    }
  });

  test("agree with NumPy on quantiles, to the last bit", () => {
    for (const { values, q, quantile: expected } of recorded.quantile)
      expect(quantile(floats(values), q)).toBe(toNumber(expected));
    expect(quantile([], 0.5)).toBeNaN();
  });

  test("reject text and unlike lengths", () => {
    const truth = { latitude: [1, 2], longitude: [1, 2] };
    expect(() => haversineDistance(truth, { latitude: ["x", "1"], longitude: [1, 2] })).toThrow(
      MetricInputError,
    );
    expect(() => haversineDistance(truth, { latitude: [1], longitude: [1] })).toThrow(MetricInputError);
  });
});

describe("boxAveragePrecision3d", () => {
  const box = ([label, score, ...numbers]: UprightBox): ScoredBox3d => {
    const [x, y, z, width, length, height, yaw] = floats(numbers);
    return {
      label,
      score: Number(toNumber(score)),
      center: [x, y, z],
      size: [width, length, height],
      yaw,
    };
  };

  test("agrees with the reference, rejections included", () => {
    for (const [i, { yTrue, yPred, score }] of recorded.boxAveragePrecision3d.entries()) {
      const [truths, predictions] = [yTrue, yPred].map((side) => side.map((boxes) => boxes.map(box)));
      const actual = scoreOrError(() => boxAveragePrecision3d(truths, predictions));
      expectAgreement(actual, score, `case ${i}`);
    }
  });

  test("is 1 for the truth itself, at every threshold below 1", () => {
    const truth: Box3d = { label: "car", center: [1e3, 2e3, -20], size: [2, 4.5, 1.5], yaw: 0.7 };
    expect(boxAveragePrecision3d([[truth]], [[{ ...truth, score: 1 }]])).toBe(1);
  });
});

describe("groupRuns", () => {
  test("agrees with the reference", () => {
    for (const { ids, masks, height, width, volumes } of recorded.groupRuns) {
      const runs = masks.map((mask) => encodeMask(Uint8Array.from(mask), { height, width }));
      const expected = volumes.map((slices) =>
        slices.map((mask) => encodeMask(Uint8Array.from(mask), { height, width })),
      );
      expect(groupRuns(ids, runs)).toEqual(expected);
    }
  });

  test("names the first mask of another size in a volume", () => {
    const runs = [2, 3].map((height) => encodeMask(new Uint8Array(2 * height), { height, width: 2 }));
    expect(() => groupRuns(["a_slice_1", "a_slice_2"], runs)).toThrow(
      "Masks of different sizes in one volume",
    );
    expect(groupRuns(["a_slice_1", "b_slice_1"], runs)).toHaveLength(2);
  });
});
