import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { type Labels, MetricInputError } from "../src/index.js";

/** A recorded result: a number, NaN or an infinity by name, or a rejection. */
export type Recorded = number | "nan" | "inf" | "-inf" | "error";

export interface RecordedColumn {
  dtype: Labels["dtype"];
  values: (number | string | boolean | null)[];
}

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8")) as T;
}

/** A recorded column in the shapes that `@mlebench/table` would give it. */
export function toColumn({ dtype, values }: RecordedColumn): Labels {
  if (dtype === "bool") return { dtype, values: Uint8Array.from(values, Number) };
  if (dtype === "float64") return { dtype, values: Float64Array.from(values, toFloat) };
  if (dtype === "object") return { dtype, values: values.map((v) => (v === null ? null : v)) };
  if (values.every((value) => typeof value === "number"))
    return { dtype, values: Float64Array.from(values as number[]) };
  return { dtype, values: BigInt64Array.from(values, (value) => BigInt(String(value).replace(":", ""))) };
}

function toFloat(value: number | string | boolean | null): number {
  if (value === null) return Number.NaN;
  if (typeof value === "string")
    return value === ":inf" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return Number(value);
}

/** The score, or "error" when the input is rejected as it should be: with a MetricInputError. */
export function scoreOrError(score: () => number): number | "error" {
  try {
    return score();
  } catch (error) {
    if (error instanceof MetricInputError) return "error";
    throw error;
  }
}

export function toNumber(recorded: Recorded): number | "error" {
  if (recorded === "nan") return Number.NaN;
  if (recorded === "inf") return Number.POSITIVE_INFINITY;
  return recorded === "-inf" ? Number.NEGATIVE_INFINITY : recorded;
}

/** Equal to 1e-12, relative to the recorded value; rejections, NaN and infinities exactly. */
export function agrees(actual: number | "error", recorded: Recorded): boolean {
  const expected = toNumber(recorded);
  if (actual === "error" || expected === "error" || !Number.isFinite(expected))
    return Object.is(actual, expected);
  return Math.abs(actual - expected) <= 1e-12 * Math.abs(expected);
}

export function expectAgreement(actual: number | "error", recorded: Recorded, what: string): void {
  expect(agrees(actual, recorded), `${what}: ${actual}, recorded ${recorded}`).toBe(true);
}

/** The generator of `record_scores.py`. */
export function pseudoRandom(seed: number, length: number): Float64Array {
  let state = seed;
  return new Float64Array(length).map(() => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state + 1) / 4294967311;
  });
}
