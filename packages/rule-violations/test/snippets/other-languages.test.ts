import { expect, test } from "vitest";
import { constantStrings, otherLanguage } from "../../src/snippets/other-languages.js";

const valuesOf = (program: string): string[] => constantStrings(program).map(({ value }) => value);

test("knows languages by the extensions of files", () => {
  expect(["a.R", "b.jl", "c.py", "d.sh", "Makefile", "e.constructor"].map(otherLanguage)).toEqual([
    "R",
    "Julia",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("takes what stands between quotes, and nothing of comments", () => {
  expect(valuesOf(`f("abc", 'd"ef', \`ghi\`)\n# "not"\n// "this"\n"j\\"kl"`)).toEqual([
    "abc",
    'd"ef',
    "ghi",
    'j\\"kl',
  ]);
  expect(valuesOf(`don't "abc" and 'x`)).toEqual(['t "abc" and ']);
  expect(valuesOf(`it's "abc"`)).toEqual(["abc"]);
});

test("a line of quotes that are not closed takes no time", () => {
  expect(valuesOf(`"${'\\"'.repeat(4990)}\n`.repeat(200))).toEqual([]);
}, 5000);
