import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MetricInputError } from "../src/errors.js";
import {
  decodeMask,
  dice,
  emptyRuns,
  encodeMask,
  equalRuns,
  formatRuns,
  globalDice,
  intersectionArea,
  iou,
  maskArea,
  maskFBeta,
  meanDice,
  meanPrecisionOverIous,
  normalizedHausdorff,
  parseRuns,
  type Runs,
  unionOfRuns,
} from "../src/segmentation/index.js";
import { mean, nanMean } from "../src/sum.js";

type Size = [depth: number, height: number, width: number];

interface Recorded {
  decode: [text: string, mask: string | null][];
  pairs: [height: number, width: number, truth: string, predicted: string, ...scores: (number | null)[]][];
  many: {
    height: number;
    width: number;
    truths: string[];
    predicted: string[];
    emptyIsOne: number;
    emptyIsOut: number | null;
    global: number | null;
    salt: number;
  }[];
  volumes: [size: Size, other: Size, truth: string[], predicted: string[], distance: number | null][];
  tract: {
    rows: [id: string, className: string, truth: string, predicted: string, height: number, width: number][];
    score: number;
  }[];
}

const recorded = JSON.parse(
  readFileSync(new URL("./fixtures/segmentation.json", import.meta.url), "utf8"),
) as Recorded;

/** JSON has no NaN: it was recorded as null. */
const orNaN = (score: number | null) => score ?? Number.NaN;

const small = { height: 3, width: 4 };
const maskText = (runs: Runs) => decodeMask(runs).join("");

describe("parseRuns", () => {
  it("accepts, rejects and decodes exactly what the reference does", () => {
    const wrong = recorded.decode.flatMap(([text, expected]) => {
      const ours = decodeOrNull(text);
      return ours === expected ? [] : [{ text: JSON.stringify(text).slice(0, 80), ours, expected }];
    });
    expect(wrong).toEqual([]);
    expect(recorded.decode.filter(([, mask]) => mask === null).length).toBeGreaterThan(100);
  });

  function decodeOrNull(text: string): string | null {
    try {
      return maskText(parseRuns(text, small));
    } catch (error) {
      if (!(error instanceof MetricInputError)) throw error;
      return null;
    }
  }

  it("walks row by row when asked to", () => {
    expect(maskText(parseRuns("2 4", { ...small, order: "row-major" }))).toBe("011110000000");
    expect(maskText(parseRuns("2 4", { ...small, order: "column-major" }))).toBe(columnMajor);
  });

  /** Pixels 2 to 5 down the columns of three rows. */
  const columnMajor = ["0100", "1100", "1000"].join("");

  it("joins runs that touch, so that equal masks have equal bounds", () => {
    expect([...parseRuns("1 2 3 2", small).bounds]).toEqual([0, 4]);
    expect(formatRuns(parseRuns("  1 2 3 2 8 100", small))).toBe("1 4 8 5");
  });

  it.each([
    ["7 x", /number 2 is not an integer/],
    ["3 1 1 1", /number 3, a start, is less/],
    ["1 0", /number 2 is not positive/],
    ["1 -2", /number 2 is not positive/],
    ["1 3 2 1", /run 2 overlaps/],
    ["1 1 3 1 5", /5 numbers cannot be paired/],
    ["1 9223372036854775808", /mixed/],
  ])("says by position what is wrong with %j", (text, message) => {
    expect(() => parseRuns(text, small)).toThrow(message);
  });

  it("names side and row, and never a value", () => {
    const error = errorOf(() => parseRuns("424242 -434343", small, { argument: "yTrue", row: 6 }));
    expect(error).toBeInstanceOf(MetricInputError);
    expect(error).toMatchObject({ argument: "yTrue", row: 6 });
    expect(String(error)).not.toMatch(/424242|434343/);
    expect(errorOf(() => parseRuns("x", small))).toMatchObject({ argument: "yPred" });
  });

  it("refuses images with too many pixels to number", () => {
    expect(() => parseRuns("", { height: 65536, width: 65536 })).toThrow(RangeError);
    expect(() => parseRuns("", { height: 1.5, width: 2 })).toThrow(RangeError);
  });

  it("reads a megabyte of runs", () => {
    const text = Array.from({ length: 200_000 }, (_, i) => `${i * 4000 + 1} 3000`).join(" ");
    expect(maskArea(parseRuns(text, { height: 30_000, width: 30_000 }))).toBe(600_000_000);
  });
});

describe("masks and runs", () => {
  it("survive a round trip in both orders", () => {
    for (const order of ["column-major", "row-major"] as const) {
      for (const [height, width, text] of recorded.pairs) {
        const runs = parseRuns(text, { height, width, order });
        const again = encodeMask(decodeMask(runs), { height, width, order });
        expect(equalRuns(again, runs)).toBe(true);
        expect(formatRuns(again)).toBe(formatRuns(runs));
      }
    }
  });

  it("encode to what the reference's encoder wrote", () => {
    for (const [height, width, text] of recorded.pairs) {
      expect(formatRuns(encodeMask(decodeMask(parseRuns(text, { height, width })), { height, width }))).toBe(
        text,
      );
    }
  });

  it("find the foreground by its value", () => {
    expect(formatRuns(encodeMask([0, 1, 2, 1], { height: 4, width: 1 }))).toBe("2 1 4 1");
    expect(formatRuns(encodeMask([0, 1, 2, 1], { height: 4, width: 1 }, 2))).toBe("3 1");
    expect(() => encodeMask([1], { height: 2, width: 2 })).toThrow(RangeError);
  });

  it("intersect and unite as their pixels do", () => {
    for (const [height, width, a, b] of recorded.pairs) {
      const [left, right] = [parseRuns(a, { height, width }), parseRuns(b, { height, width })];
      const [leftMask, rightMask] = [decodeMask(left), decodeMask(right)];
      const both = leftMask.reduce((total, value, i) => total + (value & rightMask[i]), 0);
      expect(intersectionArea(left, right)).toBe(both);
      const united = unionOfRuns([left, right]);
      expect(
        equalRuns(
          united,
          encodeMask(
            leftMask.map((value, i) => value | rightMask[i]),
            left,
          ),
        ),
      ).toBe(true);
    }
  });

  it("of different sizes or orders do not mix", () => {
    const wide = emptyRuns({ height: 2, width: 6 });
    const rows = emptyRuns({ ...small, order: "row-major" });
    for (const other of [wide, rows]) {
      for (const compare of [dice, iou, meanPrecisionOverIous, intersectionArea]) {
        expect(() => compare(emptyRuns(small), other)).toThrow(RangeError);
      }
      expect(() => unionOfRuns([emptyRuns(small), other])).toThrow(RangeError);
    }
    expect(equalRuns(emptyRuns(small), wide)).toBe(false);
    expect(() => unionOfRuns([])).toThrow(RangeError);
  });
});

describe("overlap of masks", () => {
  it("scores pairs as the reference and scikit-learn do, to the last bit", () => {
    for (const [height, width, a, b, ...scores] of recorded.pairs) {
      const [truth, predicted] = [parseRuns(a, { height, width }), parseRuns(b, { height, width })];
      const ours = [
        dice(truth, predicted),
        iou(truth, predicted),
        meanPrecisionOverIous(truth, predicted),
        ...[0.5, 1, 2].map((beta) => maskFBeta(truth, predicted, beta)),
      ];
      expect(ours).toEqual(scores.map(orNaN));
    }
  });

  it("averages over images as the graders do", () => {
    for (const { height, width, truths, predicted, ...expected } of recorded.many) {
      const pairs = truths.map((text, i) => ({
        truth: parseRuns(text, { height, width }),
        predicted: parseRuns(predicted[i], { height, width }),
      }));
      expect(meanDice(pairs, 1)).toBe(expected.emptyIsOne);
      expect(meanDice(pairs, Number.NaN)).toBe(orNaN(expected.emptyIsOut));
      expect(globalDice(pairs)).toBe(orNaN(expected.global));
      expect(mean(pairs.map((pair) => meanPrecisionOverIous(pair.truth, pair.predicted)))).toBe(
        expected.salt,
      );
    }
  });

  it("gives two empty masks the value asked for", () => {
    const empty = emptyRuns(small);
    expect([dice(empty, empty, 1), iou(empty, empty, 0.5), globalDice([], 7)]).toEqual([1, 0.5, 7]);
  });

  it("exceeds thresholds strictly, and NumPy's own roundings of them", () => {
    const truth = parseRuns("1 100", { height: 10, width: 20 });
    const score = (length: number) => meanPrecisionOverIous(truth, parseRuns(`1 ${length}`, truth));
    expect([50, 51, 55, 56, 60, 61, 95, 96, 100].map(score)).toEqual([0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.9, 1, 1]);
  });
});

describe("normalizedHausdorff", () => {
  const volume = (texts: string[], [, height, width]: Size) =>
    texts.map((text) => parseRuns(text, { height, width }));

  const transposed = (runs: Runs) =>
    encodeMask(decodeMask(runs), { height: runs.height, width: runs.width, order: "row-major" });

  it("agrees with the reference on volumes of all kinds, to the last bit", () => {
    for (const [size, other, truth, predicted, expected] of recorded.volumes) {
      const ours = normalizedHausdorff(volume(truth, size), volume(predicted, other));
      expect(ours).toBe(orNaN(expected));
    }
  });

  it("does not depend on the order in which runs walk", () => {
    for (const [size, other, truth, predicted, expected] of recorded.volumes) {
      const rows = [volume(truth, size).map(transposed), volume(predicted, other).map(transposed)];
      expect(normalizedHausdorff(rows[0], rows[1])).toBe(orNaN(expected));
    }
  });

  it("makes up the UW-Madison grade together with dice", () => {
    for (const { rows, score } of recorded.tract) {
      const pairs = rows.map(([id, , truth, predicted, height, width]) => ({
        id,
        truth: parseRuns(truth, { height, width }),
        predicted: parseRuns(predicted, { height, width }),
      }));
      const days = [...new Set(pairs.map(({ id }) => id.split("_slice_")[0]))];
      const distances = days.map((day) => {
        const ofDay = pairs.filter(({ id }) => id.startsWith(`${day}_`));
        const slices = [...new Set(ofDay.map(({ id }) => id))].map((id) =>
          ofDay.filter((pair) => pair.id === id),
        );
        const joined = (side: "truth" | "predicted") =>
          slices.map((slice) => unionOfRuns(slice.map((pair) => pair[side])));
        return normalizedHausdorff(joined("truth"), joined("predicted"));
      });
      expect(0.4 * meanDice(pairs, Number.NaN) + 0.6 * (1 - nanMean(distances))).toBe(score);
    }
  });

  it("gives up on predictions far larger than the truth, unless disabled", () => {
    const shape = { height: 20, width: 1 };
    const truth = [parseRuns("1 1", shape)];
    const predicted = [parseRuns("1 11", shape)];
    expect(normalizedHausdorff(truth, predicted)).toBe(1);
    expect(normalizedHausdorff(truth, predicted, { sizeRatioLimit: 11 })).toBeCloseTo(0.5 / Math.sqrt(3), 14);
  });

  it("refuses volumes that are none", () => {
    const slice = emptyRuns(small);
    expect(() => normalizedHausdorff([], [slice])).toThrow(RangeError);
    expect(() => normalizedHausdorff([slice], [slice, emptyRuns({ height: 4, width: 3 })])).toThrow(
      /slice 1/i,
    );
    expect(() => normalizedHausdorff([slice], [emptyRuns({ ...small, order: "row-major" })])).toThrow(
      RangeError,
    );
  });
});

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown");
}
