import { describe, expect, test } from "vitest";
import {
  integers,
  range,
  readCsvBytes,
  requireAffixes,
  requireColumnCount,
  requireDisjoint,
  requireExactColumns,
  requireFinite,
  requireNoMissing,
  requireOneOf,
  requireProbabilities,
  requireRoundTrip,
  requireStrings,
  requireUnique,
  tableFromColumns,
} from "../../src/index.js";

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

  test("of several columns may repeat in each of them", () => {
    const table = (last: string) => read(`x,y\na,1\na,2\nb,1\n${last}\n`);
    expect(() => requireUnique(table("b,2"), "x", "y")).not.toThrow();
    expect(() => requireUnique(table("a,2"), "x", "y")).toThrow(naming(4, "Duplicate value"));
  });
});

describe("two parts of a table", () => {
  const parts = (cells: readonly string[]) => {
    const table = column(cells);
    return [table.take([4, 3, 0]), table.take([1, 2])] as const;
  };

  test.each([
    ["no text", ["a", "b", "b", "a", ""]],
    ["no number", ["1", "2", "2", "1", "-3"]],
    ["missing numbers", ["1", "2", "", "", ""]],
    ["booleans of one kind", ["True", "False", "False", "True", "True"]],
  ])("may share %s", (_, cells) => {
    expect(() => requireDisjoint(...parts(cells), "x")).not.toThrow();
  });

  test.each([
    ["text", 1, ["a", "b", "a", "c", "d"]],
    ["integers", 4, ["1", "2", "7", "7", "9007199254740993"]],
    ["numbers of which one is large", 5, ["1", "9007199254740993", "7", "3", "7"]],
    ["zero and minus zero", 5, ["1.5", "0.0", "2", "3", "-0.0"]],
    ["missing texts", 5, ["a", "", "b", "c", ""]],
  ])("may not share %s; the row of the file is named", (_, row, cells) => {
    expect(() => requireDisjoint(...parts(cells), "x")).toThrow(naming(row, "Duplicate value"));
  });

  test("are compared as they are read, whatever is quoted, missing, or not ASCII", () => {
    const spellings = [
      "a",
      '"a"',
      '"a""b"',
      "a b",
      "é",
      '"é"',
      "NA",
      '"NA"',
      "",
      '""',
      "x\u0301",
      "aa",
      '"a,"',
    ];
    for (const one of spellings)
      for (const two of spellings) {
        const table = read(`x,y\n${["text", one, two].map((cell) => `${cell},1\n`).join("")}`);
        const [, first, second] = table.strings("x");
        const compare = () => requireDisjoint(table.take([1, 0]), table.take([2]), "x");
        if (first === second) expect(compare, `${one} | ${two}`).toThrow("Duplicate value");
        else expect(compare, `${one} | ${two}`).not.toThrow();
      }
  });

  test("may be long", () => {
    const length = 2 ** 20 + 5;
    const train = tableFromColumns({ x: range(0, length) });
    const test = (id: number) => tableFromColumns({ x: integers([-1, id]) });
    expect(() => requireDisjoint(train, test(length), "x")).not.toThrow();
    expect(() => requireDisjoint(train, test(length - 1), "x")).toThrow(naming(length, "Duplicate value"));
  });
});

describe("other requirements of a raw table", () => {
  test("the number of columns", () => {
    const table = column(["1"]);
    expect(() => requireColumnCount(table, 2)).not.toThrow();
    expect(() => requireColumnCount(table, 3)).toThrow("Wrong number of columns: 2");
  });

  test("known values", () => {
    expect(() => requireOneOf(column(["a", "b"]), "x", ["a", "b", "c"])).not.toThrow();
    expect(() => requireOneOf(column(["a", "d"]), "x", ["a"])).toThrow(naming(2, "Unknown value: `d`"));
    expect(() => requireOneOf(column(["a", ""]), "x", ["a"])).toThrow(naming(2, "Unknown value"));
  });

  test("a value in every row", () => {
    expect(() => requireNoMissing(column(["a", "b"]), "x")).not.toThrow();
    expect(() => requireNoMissing(column(["a", "NA"]), "x")).toThrow(naming(2, "Missing value"));
    expect(() => requireNoMissing(column(["1", ""]), "x")).toThrow(naming(2, "Missing value"));
  });

  test("beginnings and endings", () => {
    const wants = { prefix: "Train_", suffix: ".jpg" };
    expect(() => requireAffixes(column(["Train_1.jpg"]), "x", wants)).not.toThrow();
    for (const cell of ["Train_1.png", "Test_1.jpg", ""]) {
      expect(() => requireAffixes(column(["Train_1.jpg", cell]), "x", wants)).toThrow(
        naming(2, "Unexpected name"),
      );
    }
  });
});

describe("text", () => {
  test("may be missing, in some rows or in all", () => {
    for (const cells of [
      ["a", "", "7"],
      ["", ""],
    ]) {
      expect(() => requireStrings(column(cells), "x", "words")).not.toThrow();
    }
  });

  test.each([
    [["", "2"], 2, "Unexpected number"],
    [["1", "2"], 1, "Unexpected number"],
    [["True", "False"], 1, "Unexpected boolean"],
    [["", "False"], 2, "Unexpected boolean"],
  ])("is wanted instead of %j", (cells, row, message) => {
    expect(() => requireStrings(column(cells), "x", "words")).toThrow(naming(row, message));
  });
});

describe("finite numbers", () => {
  test("are integers and others", () => {
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
