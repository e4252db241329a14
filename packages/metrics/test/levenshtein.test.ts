import { describe, expect, test } from "vitest";
import { levenshtein } from "../src/index.js";

/** The textbook's table, row by row, over code points. */
function byTable(a: string, b: string): number {
  const [first, second] = [Array.from(a), Array.from(b)];
  let row = second.map((_, j) => j + 1);
  for (const [i, symbol] of first.entries()) {
    let diagonal = i;
    let left = i + 1;
    row = row.map((above, j) => {
      const cell = Math.min(above + 1, left + 1, diagonal + (symbol === second[j] ? 0 : 1));
      diagonal = above;
      left = cell;
      return cell;
    });
  }
  return row.at(-1) ?? first.length;
}

/** A small generator, so that every run tries the same texts. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe("the distance is that of the textbook", () => {
  const below = createRandom(7);
  const text = (length: number, symbols: readonly string[]): string =>
    Array.from({ length }, () => symbols[below(symbols.length)]).join("");

  test.each([
    ["two symbols", ["a", "b"]],
    ["many symbols", Array.from("0123456789,-()/InChI")],
    ["symbols of all widths", ["a", "é", "ß", "漢", "𝄞", "\ud834", "\udd1e"]],
  ])("for texts of %s", (_, symbols) => {
    for (const length of [0, 1, 2, 31, 32, 33, 63, 64, 65, 96, 97, 130]) {
      for (let i = 0; i < 12; i++) {
        const [a, b] = [text(length, symbols), text(below(140), symbols)];
        const edited = a.slice(0, length >> 1) + text(below(4), symbols) + a.slice((length >> 1) + below(4));
        expect([a, b, levenshtein(a, b)]).toEqual([a, b, byTable(a, b)]);
        expect([a, edited, levenshtein(edited, a)]).toEqual([a, edited, byTable(edited, a)]);
      }
    }
  });

  test.each([
    ["two symbols", ["a", "b"]],
    ["many symbols", Array.from("0123456789,-()/InChI")],
  ])("for long texts of %s, a few or many changes apart", (_, symbols) => {
    for (let i = 0; i < 1500; i++) {
      const a = text(34 + below(120), symbols);
      let b = a;
      for (let changes = below(26); changes > 0; changes--) {
        const at = below(b.length);
        b = b.slice(0, at) + text(below(3), symbols) + b.slice(at + below(3));
      }
      expect([a, b, levenshtein(a, b)]).toEqual([a, b, byTable(a, b)]);
    }
  });

  test("after texts of any other length", () => {
    const [long, short] = [text(3000, ["a", "b", "c"]), text(40, ["b", "c", "d"])];
    const alone = levenshtein(short, "bd");
    expect(levenshtein(long, short)).toBe(byTable(long, short));
    expect(levenshtein(short, "bd")).toBe(alone);
    expect(alone).toBe(byTable(short, "bd"));
  });
});
