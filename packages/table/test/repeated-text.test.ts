import { expect, test } from "vitest";
import { readCsvBytes } from "../src/index.js";

/** A cell as it is written, and what pandas reads. */
const cells: readonly (readonly [string, string | null])[] = [
  ["mole_1", "mole_1"],
  ["mole_2", "mole_2"],
  ["mile_1", "mile_1"],
  ['"mole_1"', "mole_1"],
  ['"a,b"', "a,b"],
  ['"a""b"', 'a"b'],
  ["NA", null],
  ["", null],
  ["é1", "é1"],
];

test("runs of equal and almost equal cells are read cell by cell", () => {
  let state = 7;
  const below = (bound: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const picked: (typeof cells)[number][] = [];
  while (picked.length < 5000) {
    const cell = cells[below(cells.length)];
    for (let run = 1 + below(4); run > 0; run--) picked.push(cell);
  }
  const text = `name,n\n${picked.map(([written], i) => `${written},${i}\n`).join("")}`;
  const table = readCsvBytes(Buffer.from(text));
  expect(table.column("name").values).toEqual(picked.map(([, read]) => read));
  const order = Uint32Array.from({ length: 3000 }, () => below(picked.length));
  expect(table.take(order).column("name").values).toEqual(Array.from(order, (row) => picked[row][1]));
});
