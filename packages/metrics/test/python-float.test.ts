import fc from "fast-check";
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

  test("gives decimal numbers of any length their nearest double, wherever they are in a text", () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }).map((list) => list.join(""));
    const decimal = fc
      .tuple(fc.constantFrom("", "-", "+"), digits, fc.constantFrom("", "."), digits)
      .map((parts) => parts.join(""))
      .filter((text) => /\d/.test(text));
    fc.assert(
      fc.property(
        decimal,
        fc.string({ maxLength: 5 }),
        fc.string({ maxLength: 5 }),
        (text, before, after) => {
          expect(parsePythonFloat(text)).toBe(Number(text));
          const end = before.length + text.length;
          expect(parsePythonFloat(before + text + after, before.length, end)).toBe(Number(text));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test("reads nothing outside of the bounds", () => {
    for (const text of ["", ".", "-", "+.", "1e", "x"]) {
      expect(parsePythonFloat(`1${text}1`, 1, 1 + text.length)).toBeUndefined();
    }
  });
});
