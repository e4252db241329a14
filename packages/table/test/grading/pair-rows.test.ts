import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { pairRows } from "../../src/grading/pair-rows.js";
import { alignById, readCsv, type Table } from "../../src/index.js";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-byte-ids-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const kinds: ((random: () => number, row: number) => string)[] = [
  (random) =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "x"),
  (random) =>
    Array.from({ length: 5 }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    ).join(""),
  (_, row) => `some/long/common/prefix/of/all/${String(row).padStart(4, "0")}.png`,
  (_, row) => `a${"b".repeat(row % 17)}${row}`,
  (_, row) => `"case, ${(row * 7919) % 1009}"`,
  (_, row) => `größe ${(row * 31) % 211} ж`,
  (_, row) => `${"common beginning that is longer than any key ".repeat(2)}${(row * 37) % 1009}`,
  (_, row) => `same start, "".slice(0, ${row % 3})`.replaceAll(",", "").replaceAll('"', "") + row,
  (_, row) => String(row * 3 + 100),
  (_, row) => String((row * 7919) % 10_007),
  (_, row) => `${row}.5`,
];

const odd = ["", "NA", '"a""b"', '"quoted"', "new", "1e400", "12", "-0", "True", "ж", "x".repeat(100)];

/** Ids of the answers, and those of a submission: the same, in another order, or damaged. */
function make(seed: number): [string[], string[]] {
  const random = createRandom(seed);
  const below = (end: number) => Math.floor(random() * end);
  const kind = kinds[below(kinds.length)];
  const answers = Array.from({ length: 1 + below(120) }, (_, row) => kind(random, row));
  for (let i = answers.length - 1; i > 0 && seed % 3 > 0; i--) {
    const other = below(i + 1);
    [answers[i], answers[other]] = [answers[other], answers[i]];
  }
  if (random() < 0.1) answers[below(answers.length)] = answers[below(answers.length)];
  const given = [...answers];
  if (random() < 0.7) given.sort(() => random() - 0.5);
  if (random() < 0.4) given[below(given.length)] = odd[below(odd.length)];
  if (random() < 0.2) given[below(given.length)] = given[below(given.length)];
  if (random() < 0.1) given.push("another");
  return [answers, given];
}

function write(name: string, ids: readonly string[]): string {
  const path = join(directory, name);
  writeFileSync(path, `id,value\n${ids.map((id, row) => `${id},${row}`).join("\n")}\n`);
  return path;
}

const outcome = (submission: Table, answers: Table, sorted: boolean): unknown => {
  try {
    const aligned = alignById(submission, answers, "id", { sorted });
    const [given, wanted] = [aligned.submission, aligned.answers];
    return {
      given: given
        .strings("id")
        .map((id, row) => [id, given.fileRow(row), given.column("value").values[row]]),
      wanted: wanted
        .strings("id")
        .map((id, row) => [id, wanted.fileRow(row), wanted.column("value").values[row]]),
    };
  } catch (error) {
    return describeError(error);
  }
};

it("rows are paired as by their strings, with the same messages", () => {
  let paired = 0;
  for (let seed = 1; seed <= 600; seed++) {
    const [answers, given] = make(seed).map((ids, i) =>
      write(i === 0 ? "answers.csv" : "submission.csv", ids),
    );
    const read = (places: boolean): [Table, Table] => [
      readCsv(given, "submission", { places }),
      readCsv(answers, "answers", { places }),
    ];
    const sorted = seed % 4 > 0;
    expect(outcome(...read(true), sorted), `seed ${seed}`).toEqual(outcome(...read(false), sorted));
    if (pairRows(...read(true), "id", { sorted }) !== undefined) paired++;
    expect(pairRows(...read(false), "id", { sorted })).toBeUndefined();
  }
  expect(paired).toBeGreaterThan(100);
});

it("a first ID that is longer than all others takes no memory for more of its kind", () => {
  const ids = [
    "x".repeat(2 ** 20),
    ...Array.from({ length: 40_000 }, (_, row) => `id ${(row * 7919) % 40_009}`),
  ];
  const [given, wanted] = [write("long.csv", ids), write("reversed.csv", [...ids].reverse())];
  const submission = readCsv(given, "submission", { places: true });
  const orders = pairRows(submission, readCsv(wanted, "answers", { places: true }), "id", { sorted: true });
  expect(orders?.submission?.at(-1)).toBe(0);
  expect(orders?.answers?.at(-1)).toBe(40_000);
});
