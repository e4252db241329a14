import { createRandomState } from "@mlebench/sampling";
import { describe, expect, test } from "vitest";
import { createDraws, csvLine, csvLines, formatMoment, withEachClass } from "../src/index.js";

/** A source that draws the given numbers in turn. */
function drawing(...draws: number[]) {
  return createDraws({ random: (() => draws.shift() ?? Number.NaN) as never });
}

describe("draws", () => {
  test("take one number each", () => {
    const draws = drawing(0.29, 0.3, 0.99, 0, 0.5, 0.5, 0.07, 0.25, 0.6);
    expect([draws.chance(0.3), draws.chance(0.3)]).toEqual([true, false]);
    expect(draws.pick(["a", "b", "c"])).toBe("c");
    expect(draws.phrase(["big", "small"], ["red", "green"])).toBe("big green");
    expect(draws.below(10)).toBe(5);
    expect(draws.digits(100, 3)).toBe("007");
    expect(draws.decimal(-74, -72, 1)).toBe(-73.5);
    expect(draws.share([0.5, 0.6, 1])).toBe(2);
  });

  test("of moments are in the given span", () => {
    const [from, to] = [new Date("2009-12-31T23:59:58Z"), new Date("2010-01-01T00:00:00Z")];
    expect(drawing(0).moment(from, to)).toBe("2009-12-31 23:59:58");
    expect(drawing(0.999).moment(from, to)).toBe("2009-12-31 23:59:59");
    expect(formatMoment(0)).toBe("1970-01-01 00:00:00");
  });
});

describe("lines of CSV", () => {
  const cells = [1, 2.5, "plain", 'a "b"', "c,d", "e\nf", "", null, true, 3n];

  test.each([
    ["minimal", '1,2.5,plain,"a ""b""","c,d","e\nf",,,true,3'],
    ["strings", '1,2.5,"plain","a ""b""","c,d","e\nf","",,true,3'],
    ["all", '"1","2.5","plain","a ""b""","c,d","e\nf","","","true","3"'],
    ["none", '1,2.5,plain,a "b",c,d,e\nf,,,true,3'],
  ] as const)("with quote %s", (quote, line) => {
    expect(csvLine(cells, { quote })).toBe(line);
  });

  test("with another separator", () => {
    expect(csvLines(["a", "b;c"], [["d,e", 1]], { separator: ";" })).toEqual(['a;"b;c"', "d,e;1"]);
  });
});

describe("labels with each class", () => {
  test("have so many of each among the given rows, for every seed", () => {
    const among = [1, 4, 5, 6, 8, 9];
    for (let seed = 0; seed < 200; seed++) {
      const labels = withEachClass(createRandomState(seed), new Array(10).fill("a"), ["a", "b", "c"], {
        among,
        atLeast: 2,
      });
      for (const name of ["a", "b", "c"]) {
        expect(among.filter((row) => labels[row] === name).length).toBeGreaterThanOrEqual(2);
      }
      expect([0, 2, 3, 7].map((row) => labels[row])).toEqual(["a", "a", "a", "a"]);
    }
  });

  test("need enough rows", () => {
    expect(() => withEachClass(createRandomState(0), [0, 0], [0, 1, 2])).toThrow(RangeError);
  });
});
