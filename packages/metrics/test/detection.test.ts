import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type Boxes,
  type CocoOptions,
  cocoAveragePrecision,
  type ScoredBoxes,
} from "../src/detection/index.js";

type RecordedNumber = number | "nan" | "inf" | "-inf";

interface RecordedBoxes {
  image: number[];
  category: number[];
  box: RecordedNumber[];
  area: RecordedNumber[];
  score?: RecordedNumber[];
}

interface Recorded {
  random: { truths: RecordedBoxes; detections: RecordedBoxes; options: CocoOptions; score: number }[];
  vinbigdata: {
    truths: [image: string, category: number, ...corners: number[]][];
    detections: Record<string, [category: number, score: number, ...corners: number[]][]>;
    score: number;
  }[];
}

const recorded = JSON.parse(
  readFileSync(new URL("./fixtures/detection.json", import.meta.url), "utf8"),
) as Recorded;

const specials = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY };
const floats = (values: RecordedNumber[]) =>
  Float64Array.from(values, (value) => (typeof value === "number" ? value : specials[value]));

function scoredBoxes({ image, category, box, area, score = [] }: RecordedBoxes): ScoredBoxes {
  return { image, category, box: floats(box), area: floats(area), score: floats(score) };
}

/** Corners passed as if they were position and size, area apart, numbered from 0: what the competition's grader does. */
function vinbigdataScore({ truths, detections }: Recorded["vinbigdata"][number]): number {
  const images = [...new Set(truths.map(([image]) => image))];
  const area = ([left, top, right, bottom]: number[]) => (right - left) * (bottom - top);
  const found = Object.entries(detections).flatMap(([image, rows]) =>
    rows.map(([category, score, ...corners]) => ({ image: images.indexOf(image), category, score, corners })),
  );
  const input = {
    truths: {
      image: truths.map(([image]) => images.indexOf(image)),
      category: truths.map(([, category]) => category),
      box: Float64Array.from(truths.flatMap(([, , ...corners]) => corners)),
      area: Float64Array.from(truths, ([, , ...corners]) => area(corners)),
    },
    detections: {
      image: found.map(({ image }) => image),
      category: found.map(({ category }) => category),
      box: Float64Array.from(found.flatMap(({ corners }) => corners)),
      area: Float64Array.from(found, ({ corners }) => area(corners)),
      score: Float64Array.from(found, ({ score }) => score),
    },
  };
  return cocoAveragePrecision(input, { iouThresholds: [0.4], firstId: 0 });
}

const box: Boxes = {
  image: [0],
  category: [1],
  box: Float64Array.of(0, 0, 10, 10),
  area: Float64Array.of(100),
};
const hit: ScoredBoxes = { ...box, score: Float64Array.of(0.5) };
const none: ScoredBoxes = {
  image: [],
  category: [],
  box: new Float64Array(0),
  area: new Float64Array(0),
  score: new Float64Array(0),
};

describe("cocoAveragePrecision", () => {
  it("agrees with pycocotools to the last bit on random boxes of all kinds", () => {
    const wrong = recorded.random.flatMap(({ truths, detections, options, score }, i) => {
      const ours = cocoAveragePrecision(
        { truths: scoredBoxes(truths), detections: scoredBoxes(detections) },
        options,
      );
      return Object.is(ours, score) ? [] : [{ case: i, ours, score }];
    });
    expect(wrong).toEqual([]);
    expect(recorded.random.length).toBeGreaterThanOrEqual(300);
  });

  it("agrees with the VinBigData grader when called as it calls pycocotools", () => {
    expect(recorded.vinbigdata.map(vinbigdataScore)).toEqual(recorded.vinbigdata.map(({ score }) => score));
  });

  it("scores a perfect detection 1, but for the epsilon in pycocotools' denominator, and none 0", () => {
    expect(cocoAveragePrecision({ truths: box, detections: hit })).toBe(1 / (1 + Number.EPSILON));
    expect(cocoAveragePrecision({ truths: box, detections: none })).toBe(0);
  });

  it("is -1 without truths, or when none has a size that counts", () => {
    expect(cocoAveragePrecision({ truths: none, detections: hit })).toBe(-1);
    expect(cocoAveragePrecision({ truths: box, detections: hit }, { areaRange: [101, 200] })).toBe(-1);
  });

  it("can never find the truth that is numbered 0", () => {
    expect(cocoAveragePrecision({ truths: box, detections: hit }, { firstId: 0 })).toBe(0);
  });

  it("leaves its input as it was", () => {
    const truths = {
      ...box,
      image: [1, 0],
      category: [1, 1],
      box: new Float64Array(8),
      area: new Float64Array(2),
    };
    const detections = { ...truths, score: Float64Array.of(0.1, 0.9) };
    const before = structuredClone(detections);
    cocoAveragePrecision({ truths, detections });
    expect(detections).toEqual(before);
  });

  it("refuses arrays that do not belong together, and image numbers that are none", () => {
    const short = { ...hit, box: new Float64Array(3) };
    expect(() => cocoAveragePrecision({ truths: box, detections: short })).toThrow(
      /the detections.*four coordinates/i,
    );
    const unscored = { ...hit, score: new Float64Array(0) };
    expect(() => cocoAveragePrecision({ truths: box, detections: unscored })).toThrow(RangeError);
    expect(() => cocoAveragePrecision({ truths: { ...box, image: [-1] }, detections: hit })).toThrow(
      /image -1/,
    );
  });
});
