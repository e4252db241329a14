import { describe, expect, test } from "vitest";
import { parsePythonFloat } from "../src/index.js";

describe("parsePythonFloat", () => {
  // What CPython 3.11 makes of these.
  test.each([
    ["1.", 1],
    [".5", 0.5],
    ["-0", -0],
    ["1e400", Number.POSITIVE_INFINITY],
    ["-1e400", Number.NEGATIVE_INFINITY],
    ["1_0.5_0e1_0", 10.5e10],
    ["\x0b1\x0c", 1],
    ["\x851", 1],
    ["\u30001", 1],
    ["١٢.٥", 12.5],
    ["٣_٤", 34],
    ["１e５", 100000],
    ["iNf", Number.POSITIVE_INFINITY],
    ["-INFINITY", Number.NEGATIVE_INFINITY],
    ["+NaN", Number.NaN],
  ])("reads %j as Python does", (text, value) => {
    expect(parsePythonFloat(text)).toBe(value);
  });

  test.each([
    "",
    " ",
    ".",
    "e5",
    "1e",
    "0x10",
    "+ 1",
    "1 2",
    "1,5",
    "_1",
    "1_",
    "1__0",
    "1_.5",
    "1._5",
    "1e_1",
    "1e5_",
    "i_nf",
    "\x1c1",
    "1\x1f",
    "\x1c\u30001",
    "\ufeff1",
    "\u22121",
    "1\x00",
    "1\n2",
  ])("refuses %j as Python does", (text) => {
    expect(parsePythonFloat(text)).toBeUndefined();
  });
});
