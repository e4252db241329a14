import { describe, expect, test } from "vitest";
import { readCsvBytes, requireNumbers, requireProbabilityRows, withOrigin } from "../../src/index.js";

const submission = (text: string) =>
  withOrigin(readCsvBytes(new TextEncoder().encode(text)), { role: "submission" });
const check = (text: string) => () => requireProbabilityRows(submission(text), ["a", "b"]);

describe("rows of probabilities", () => {
  // numpy.isclose(0.5 + second, 1, atol=1e-6)
  test.each([
    ["0.5", true],
    ["0.50001", true],
    ["0.5000109", true],
    ["0.500011", true],
    ["0.500012", false],
    ["0.499989", true],
    ["0.4999891", true],
    ["0.499988", false],
  ])("of 0.5 and %s sum to one as NumPy sees it: %s", (second, close) => {
    const summed = check(`id,a,b\n1,0.5,${second}\n`);
    if (close) expect(summed).not.toThrow();
    else expect(summed).toThrow("Probabilities of the row sum to");
  });

  test("may be integers or booleans", () => {
    expect(check("a,b\n1,0\n0,1\n")).not.toThrow();
    expect(check("a,b\nTrue,0.0\nFalse,1.0\n")).not.toThrow();
  });

  test("may not lie outside of 0 to 1, whatever they sum to", () => {
    expect(check("a,b\n1,0\n1.5,-0.5\n")).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ row: 2, column: "a" }) }),
    );
  });

  test.each([
    ["text", "a,b\n1,0\nx,1\n"],
    ["a hole among booleans", "a,b\nTrue,0\n,1\n"],
    ["a hole among numbers", "a,b\n1,0\n,1\n"],
  ])("with %s are refused, and the row is named", (_, text) => {
    expect(check(text)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ row: 2, column: "a" }) }),
    );
  });

  test("are refused as text even where the text is a number", () => {
    expect(() => requireNumbers(submission('a\n"0,5"\n'), "a")).toThrow(
      'Invalid number: `0,5` (row 1, column "a"). Expected a number.',
    );
  });
});
