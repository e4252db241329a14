import { describe, expect, test } from "vitest";
import { formatFloat } from "../src/numbers/format-float.js";
import { longestFloat, writeFloat } from "../src/numbers/shortest-float.js";

const target = Buffer.alloc(longestFloat);
const printed = (value: number): string => target.toString("latin1", 0, writeFloat(value, target, 0));

const view = new DataView(new ArrayBuffer(8));
const ofBits = (bits: bigint): number => {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
};

/** Doubles that print otherwise than `formatFloat` prints them. */
function differences(values: Iterable<number>): [printed: string, expected: string][] {
  const found: [string, string][] = [];
  for (const value of values) {
    const [actual, expected] = [printed(value), formatFloat(value)];
    if (actual !== expected) found.push([actual, expected]);
  }
  return found;
}

/** The first thousand are printed without WebAssembly; what follows in this file, with it. */
for (let i = 0; i < 1000; i++) printed(i);

describe("a double is printed as Python prints it", () => {
  test.each([
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [-1.5, "-1.5"],
    [0.1, "0.1"],
    [1e-4, "0.0001"],
    [9.9e-5, "9.9e-05"],
    [123456789012345680, "1.2345678901234568e+17"],
    [1e15, "1000000000000000.0"],
    [9999999999999998, "9999999999999998.0"],
    [1e16, "1e+16"],
    [1e22, "1e+22"],
    [1e23, "1e+23"],
    [5e-324, "5e-324"],
    [-2.2250738585072014e-308, "-2.2250738585072014e-308"],
    [Number.MAX_VALUE, "1.7976931348623157e+308"],
    [Number.POSITIVE_INFINITY, "inf"],
    [Number.NEGATIVE_INFINITY, "-inf"],
    [Number.NaN, "nan"],
  ])("%f", (value, expected) => {
    expect(printed(value)).toBe(expected);
  });

  test("for every power of two, the doubles beside it, and every power of ten", () => {
    const around = function* (): Generator<number> {
      for (let exponent = 0n; exponent < 2047n; exponent++)
        for (let offset = -3n; offset <= 3n; offset++) {
          const bits = (exponent << 52n) + offset;
          if (bits >= 0n && bits < 0x7ff0000000000000n) yield ofBits(bits);
        }
      for (let power = -324; power <= 308; power++) yield Number(`1e${power}`);
    };
    expect(differences(around())).toEqual([]);
  });

  test("for 300,000 random ones", () => {
    let state = 1n;
    const random = function* (): Generator<number> {
      for (let i = 0; i < 100_000; i++) {
        state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
        // Bits of any kind, numbers between 0 and 1, and decimals.
        const any = ofBits(state ^ (state >> 32n));
        if (Number.isFinite(any)) yield any;
        const part = Number(state >> 11n) / 2 ** 53;
        yield part;
        yield Math.round(part * 1e6) / 10 ** (i % 7);
      }
    };
    expect(differences(random())).toEqual([]);
  });
});
