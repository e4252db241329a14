import { expect, test } from "vitest";
import { formatBytes, formatDuration, formatMemory, parseBytes, parseDuration } from "../src/index.js";

test("sizes are decimal and short", () => {
  expect([0, 999, 1000, 123_456_789, 2.5e15].map(formatBytes)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "123 MB",
    "2500 TB",
  ]);
});

test("memory limits are binary", () => {
  expect([12, 1536, 2 ** 30, 1.5 * 2 ** 20].map(formatMemory)).toEqual([
    "12 bytes",
    "1.5 KiB",
    "1 GiB",
    "1.5 MiB",
  ]);
});

test("durations are short", () => {
  expect([0.04, 12.3, 89, 600, 7200].map(formatDuration)).toEqual([
    "0.0 s",
    "12 s",
    "89 s",
    "10 min",
    "2.0 h",
  ]);
});

test("parses durations as options take them", () => {
  expect(["90", "90s", "15m", "15 min", "24h", "1d"].map(parseDuration)).toEqual([
    90, 90, 900, 900, 86_400, 86_400,
  ]);
  expect(["", "0", "-1", "1w", "h", "1e400"].map(parseDuration)).toEqual(Array(6).fill(undefined));
});

test("parses sizes by powers of 1024", () => {
  expect(["1073741824", "512m", "16g", "16GB", "1.5 GiB"].map(parseBytes)).toEqual([
    2 ** 30,
    2 ** 29,
    2 ** 34,
    2 ** 34,
    1.5 * 2 ** 30,
  ]);
  expect(["", "0", "16 apples"].map(parseBytes)).toEqual([undefined, undefined, undefined]);
});
