import { describe, expect, test } from "vitest";
import {
  readCsvBytes,
  requireExactColumns,
  requireFinite,
  requireProbabilities,
  requireRoundTrip,
  requireTexts,
  requireUnique,
} from "../src/index.js";

const read = (text: string) => readCsvBytes(Buffer.from(text));
const column = (cells: readonly string[]) => read(`i,x\n${cells.map((cell) => `0,${cell}\n`).join("")}`);
const naming = (row: number, message: string) =>
  expect.objectContaining({
    message: expect.stringContaining(message),
    details: expect.objectContaining({ row, column: "x" }),
  });

describe("unique values", () => {
  test("pass", () => {
    expect(() => requireUnique(column(["2", "1"]), "x")).not.toThrow();
  });

  test.each([
    ["text", ["a", "b", "a"]],
    ["numbers", ["1", "2", "1"]],
    ["missing values", ["", "b", ""]],
  ])("are wanted of %s, and the first that comes again is named", (_, cells) => {
    expect(() => requireUnique(column(cells), "x")).toThrow(naming(3, "Duplicate value"));
  });
});

describe("text", () => {
  test("may be missing, in some rows or in all", () => {
    for (const cells of [
      ["a", "", "7"],
      ["", ""],
    ]) {
      expect(() => requireTexts(column(cells), "x", "words")).not.toThrow();
    }
  });

  test.each([
    [["", "2"], 2, "Unexpected number"],
    [["1", "2"], 1, "Unexpected number"],
    [["True", "False"], 1, "Unexpected boolean"],
    [["", "False"], 2, "Unexpected boolean"],
  ])("is wanted instead of %j", (cells, row, message) => {
    expect(() => requireTexts(column(cells), "x", "words")).toThrow(naming(row, message));
  });
});

describe("finite numbers", () => {
  test("are whole numbers and others", () => {
    for (const cells of [
      ["1", "2"],
      ["0.5", "-3e300"],
      ["18446744073709551615", "1"],
    ]) {
      expect(() => requireFinite(column(cells), "x", "an angle")).not.toThrow();
    }
  });

  test.each([
    [["1", ""], 2, "Missing value"],
    [["-inf", "2"], 1, "Infinite value"],
    [["1", "north"], 2, "Invalid number"],
    [["True", "False"], 1, "Invalid number: `True`"],
    [["", "False"], 2, "Invalid number"],
  ])("are wanted instead of %j", (cells, row, message) => {
    expect(() => requireFinite(column(cells), "x", "an angle")).toThrow(naming(row, message));
  });
});

describe("probabilities", () => {
  test("are numbers from 0 to 1, or booleans", () => {
    for (const cells of [
      ["0", "1"],
      ["0.5", "1"],
      ["True", "False"],
    ]) {
      expect(() => requireProbabilities(column(cells), "x")).not.toThrow();
    }
  });

  test.each([
    [["0", "x"], 2, "Invalid number"],
    [["0", ""], 2, "Missing value"],
    [["0", "1.5"], 2, "Value out of range: `1.5`"],
  ])("are wanted instead of %j", (cells, row, message) => {
    expect(() => requireProbabilities(column(cells), "x")).toThrow(naming(row, message));
  });
});

describe("exact columns", () => {
  const table = read("b,a\n1,2\n");

  test("may come in any order, unless it is asked for", () => {
    expect(() => requireExactColumns(table, ["a", "b"])).not.toThrow();
    expect(() => requireExactColumns(table, ["b", "a"], { inOrder: true })).not.toThrow();
    expect(() => requireExactColumns(table, ["a", "b"], { inOrder: true })).toThrow("Wrong order");
  });

  test("have nothing beside them", () => {
    expect(() => requireExactColumns(table, ["b"], { inOrder: true })).toThrow("Unexpected column");
    expect(() => requireExactColumns(table, ["b", "a", "c"])).toThrow("Missing column");
  });
});

describe("a table that reads the same once it is written", () => {
  test("may have holes, quotes and line breaks", () => {
    expect(() => requireRoundTrip(read('i,x\n1,"a ""b""\n\nc"\n,\n'))).not.toThrow();
  });

  test("has no bare carriage return in a text", () => {
    expect(() => requireRoundTrip(read('i,x\na,b\nc,"e\rf"\n'))).toThrow(naming(2, "Value changes"));
  });
});
