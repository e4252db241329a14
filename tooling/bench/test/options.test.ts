import { describe, expect, test } from "vitest";
import { parseOptions, selectCases } from "../options.mjs";

describe("options", () => {
  test("have five rounds, and three with --quick", () => {
    expect(parseOptions([])).toMatchObject({ rounds: 5, quick: false, words: [] });
    expect(parseOptions(["--quick", "grade"])).toMatchObject({ rounds: 3, words: ["grade"] });
    expect(parseOptions(["--rounds", "9"])).toMatchObject({ rounds: 9 });
  });

  test.each([
    [["--fast"], "Unknown option '--fast'"],
    [["--rounds", "0"], "--rounds takes a number from 1 to 999, not 0"],
    [["--compare", "a.json"], "--compare takes two files of results"],
    [["--quick", "--large"], "--quick and --large exclude each other"],
  ])("refuse %j", (args, error) => {
    expect(parseOptions(args)).toEqual({ error });
  });
});

describe("cases", () => {
  const cases = [{ name: "prepare-wide" }, { name: "grade-million" }, { name: "large-taxi", isLarge: true }];
  const chosen = (words: string[], large = false) =>
    selectCases(cases, { words, large }).map(({ name }) => name);

  test("are all but the large ones without words", () => {
    expect(chosen([])).toEqual(["prepare-wide", "grade-million"]);
    expect(chosen([], true)).toHaveLength(3);
  });

  test("are those with a word in their name", () => {
    expect(chosen(["GRADE", "wide"])).toEqual(["prepare-wide", "grade-million"]);
    expect(chosen(["nothing"])).toEqual([]);
  });

  test("are large ones that are named in full", () => {
    expect(chosen(["taxi"])).toEqual([]);
    expect(chosen(["taxi"], true)).toEqual(["large-taxi"]);
    expect(chosen(["large-taxi"])).toEqual(["large-taxi"]);
  });
});
