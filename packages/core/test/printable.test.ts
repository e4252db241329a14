import { expect, test } from "vitest";
import {
  describeError,
  InvalidSubmissionError,
  printable,
  printableLine,
  quoteName,
  quoteNames,
} from "../src/index.js";

test("controls, bidirectional and invisible marks become visible; text, line feeds and tabs stay", () => {
  expect(printable("a\u001b]0;title\u0007b\u009b31m\r\u202eabc\ufeff\u{e0041}")).toBe(
    "a\\u001b]0;title\\u0007b\\u009b31m\\u000d\\u202eabc\\ufeff\\u{e0041}",
  );
  expect(printable("Grüße 語\tx\n")).toBe("Grüße 語\tx\n");
});

test("every character is escaped or kept as its category says", () => {
  const differing: string[] = [];
  for (let code = 0; code <= 0x1_0fff; code++) {
    const text = `a${String.fromCodePoint(code)}b`;
    const isHidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) && !/[\n\t]/.test(text);
    const line = /\n/.test(text) ? "a\\nb" : /\t/.test(text) ? "a\\tb" : text;
    if ((printable(text) !== text) !== isHidden) differing.push(code.toString(16));
    if (!isHidden && printableLine(text) !== line) differing.push(code.toString(16));
  }
  expect(differing).toEqual([]);
});

test("a name is one short line", () => {
  expect(quoteName("id\n\u001b[2J")).toBe("`id\\n\\u001b[2J`");
  expect(quoteName("x".repeat(100_000))).toBe(`\`${"x".repeat(80)}…\``);
  expect(quoteNames(Array.from({ length: 10 }, (_, i) => `c${i}`))).toMatch(/^`c0`, .*`c7`, and 2 more$/);
});

test("errors carry nothing that a terminal would obey, wherever it stands", () => {
  const error = new InvalidSubmissionError("Unknown \u001b[31mcolumn", {
    column: "\u001b[2J",
    expected: "a\u0007",
    hint: "b\u009b",
  });
  expect(error.headline).toBe("Unknown \\u001b[31mcolumn");
  expect(error.message).toBe(describeError(error));
  expect(describeError(error)).toBe(
    'Unknown \\u001b[31mcolumn (column "\\u001b[2J"). Expected a\\u0007. b\\u009b',
  );
  expect(describeError(new TypeError("\u001b[31m"))).toBe("TypeError: \\u001b[31m");
});
