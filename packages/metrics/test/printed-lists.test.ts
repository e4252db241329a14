import { expect, it } from "vitest";
import {
  accuracy,
  f1,
  type LabelsInput,
  type LabelValue,
  labelsFromList,
  meanAbsoluteError,
  rocAuc,
} from "../src/index.js";
import { agrees, type Recorded, readFixture, scoreOrError } from "./helpers.js";

type Cell = ["missing"] | ["bool", boolean] | ["int" | "float" | "text", string];

const recorded = readFixture<{
  lists: Cell[][];
  accuracy: Recorded[][];
  f1: Recorded[][];
  mae: Recorded[][];
  rocAuc: Recorded[][];
  spellings: [Cell, string][];
}>("lists.json");

/** As a decoded CSV has them: a number is a float, a bigint an integer, null is missing. */
function toValue([kind, value]: Cell): LabelValue {
  if (kind === "missing") return null;
  if (kind === "bool") return value;
  if (kind === "int") return BigInt(value);
  return kind === "float" ? Number(value.replace("inf", "Infinity")) : value;
}

const lists = recorded.lists.map((list) => list.map(toValue));

it.each([
  ["accuracy", recorded.accuracy, accuracy],
  ["mean absolute error", recorded.mae, meanAbsoluteError],
  ["area under the curve", recorded.rocAuc, rocAuc],
  ["micro F1", recorded.f1, (t: LabelsInput, p: LabelsInput) => f1(t, p, { average: "micro" })],
] as const)("types plain lists as NumPy does: %s", (_, table, metric) => {
  const differences: unknown[] = [];
  lists.forEach((yTrue, i) => {
    lists.forEach((yPred, j) => {
      const actual = scoreOrError(() => metric(yTrue, yPred));
      if (!agrees(actual, table[i][j]))
        differences.push([recorded.lists[i], recorded.lists[j], actual, table[i][j]]);
    });
  });
  expect(differences).toEqual([]);
});

it("spells values among text as NumPy does", () => {
  for (const [cell, spelling] of recorded.spellings) {
    expect(labelsFromList(["", toValue(cell)]).values[1]).toBe(spelling);
  }
});
