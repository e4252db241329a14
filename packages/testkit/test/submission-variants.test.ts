import { createHash } from "node:crypto";
import type { SubmissionSchema } from "@mlebench/core";
import { expect, test } from "vitest";
import { parseCsvRows } from "../src/csv-rows.js";
import { type SubmissionVariant, submissionVariants } from "../src/submission-variants.js";
import { fakeCompetition, preparedWith } from "./fake.js";

const classes: SubmissionSchema = {
  id: ["id"],
  targets: [{ names: ["a", "b", "c"], value: { type: "number", min: 0, max: 1 } }],
  rowSum: 1,
};
const ids = Array.from({ length: 30 }, (_, index) => `r${index}`);
const sample = `id,a,b,c\n${ids.map((id) => `${id},0.4,0.3,0.3\n`).join("")}`;
const gold = `id,a,b,c\n${ids
  .toReversed()
  .map((id, index) => `${id},${[0, 1, 2].map((k) => +(index % 3 === k))}\n`)
  .join("")}`;

function textsOf(variants: SubmissionVariant[]): Record<string, string> {
  return Object.fromEntries(variants.map(({ name, bytes }) => [name, Buffer.from(bytes).toString("utf8")]));
}

const make = async (seed = 0): Promise<SubmissionVariant[]> =>
  submissionVariants(fakeCompetition(classes), preparedWith(sample, gold), seed);

test("sample and gold are the prepared files themselves", async () => {
  expect(textsOf(await make())).toMatchObject({ sample, gold });
});

test("names are unique, and those that every competition gets are there", async () => {
  const names = (await make()).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      ..."random-1 random-2 random-3 shuffled-rows extra-column reordered-columns missing-column missing-row extra-row".split(
        " ",
      ),
      ..."duplicate-id unknown-id missing-value nan-text text-in-number infinity negative out-of-range header-only".split(
        " ",
      ),
      ..."empty-file quoted-values crlf byte-order-mark trailing-blank-line leading-space-id garbage ragged-long".split(
        " ",
      ),
      ..."nul-byte exponent-notation binary utf-16".split(" "),
    ]),
  );
});

test("the same seed gives the same bytes always, another seed gives others", async () => {
  const sum = (variants: SubmissionVariant[]): string =>
    createHash("md5")
      .update(JSON.stringify(textsOf(variants)))
      .digest("hex");
  const first = sum(await make(5));
  expect(sum(await make(5))).toBe(first);
  expect(sum(await make(6))).not.toBe(first);
  expect(
    textsOf(await make(5))
      ["random-2"].split("\n")
      .slice(0, 3),
  ).toMatchInlineSnapshot(`
    [
      "id,a,b,c",
      "r0,0.000001,0.00035,0.999649",
      "r1,0.21486,0.46093,0.32421",
    ]
  `);
});

test("random submissions keep the ids, hold shares that sum to one, and come ever closer to gold", async () => {
  const texts = textsOf(await make());
  const truth = new Map(parseCsvRows(gold).rows.map(([id, ...shares]) => [id, shares.indexOf("1")]));
  const hits = ["random-1", "random-2", "random-3"].map((name) => {
    const { header, rows } = parseCsvRows(texts[name]);
    expect(header).toEqual(["id", "a", "b", "c"]);
    expect(rows.map(([id]) => id)).toEqual(ids);
    for (const [, ...shares] of rows) expect(shares.map(Number).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    return rows.filter(([id, ...shares]) => {
      const numbers = shares.map(Number);
      return numbers.indexOf(Math.max(...numbers)) === truth.get(id);
    }).length;
  });
  expect(hits[2]).toBeGreaterThan(hits[0]);
});

test("a respelled submission holds the same cells", async () => {
  const texts = textsOf(await make());
  const base = parseCsvRows(texts["random-2"]);
  for (const name of [
    "quoted-values",
    "crlf",
    "byte-order-mark",
    "trailing-blank-line",
    "no-final-newline",
    "blank-line-within",
  ]) {
    expect(texts[name], name).not.toBe(texts["random-2"]);
    expect(parseCsvRows(texts[name]), name).toEqual(base);
  }
  expect(parseCsvRows(texts["shuffled-rows"]).rows.toSorted()).toEqual([...base.rows].sort());
  expect(texts["shuffled-rows"]).not.toBe(texts["random-2"]);
  expect(parseCsvRows(texts["reordered-columns"]).header).toEqual(["c", "b", "a", "id"]);
});

test("a damaged submission has just the one fault that it is named for", async () => {
  const texts = textsOf(await make());
  const base = parseCsvRows(texts["random-2"]);
  const changed = (name: string): string[] =>
    parseCsvRows(texts[name]).rows.flatMap((row, r) =>
      row.flatMap((cell, c) => (cell === base.rows[r]?.[c] ? [] : [`${r} ${c} ${cell}`])),
    );
  expect(changed("missing-value")).toEqual(["15 1 "]);
  expect(changed("text-in-number")).toEqual(["15 1 oops"]);
  expect(changed("negative")).toEqual(["15 1 -1"]);
  expect(changed("out-of-range")).toEqual(["15 1 1.5"]);
  expect(changed("below-range")).toEqual(["15 1 -0.5"]);
  expect(changed("unknown-id")).toEqual(["15 0 r15000000"]);
  expect(changed("leading-space-id")).toEqual(["15 0  r15"]);
  expect(parseCsvRows(texts["missing-row"]).rows).toHaveLength(29);
  expect(parseCsvRows(texts["extra-row"]).rows).toHaveLength(31);
  expect(parseCsvRows(texts["duplicate-id"]).rows[0]).toEqual(base.rows[29]);
  expect(parseCsvRows(texts["missing-column"]).header).toEqual(["id", "b", "c"]);
  expect(parseCsvRows(texts["ragged-long"]).rows[15]).toHaveLength(5);
  expect(texts["header-only"]).toBe("id,a,b,c\n");
  expect(texts["empty-file"]).toBe("");
});

test("faults fit the kind of target", async () => {
  const runs: SubmissionSchema = {
    id: ["id"],
    targets: [{ names: ["rle"], value: { type: "run-lengths", height: 9, width: 9 } }],
  };
  const directory = preparedWith("id,rle\na,1 1\nb,\n", "id,rle\na,5 3\nb,\n");
  const names = (await submissionVariants(fakeCompetition(runs), directory, 0)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["odd-runs", "overlapping-runs", "runs-beyond-image"]));
  expect(names).not.toContain("huge");
  expect((await make()).map(({ name }) => name)).not.toContain("odd-runs");
});

test("a sample without rows yields what needs none", async () => {
  const names = (
    await submissionVariants(fakeCompetition(classes), preparedWith("id,a,b,c\n", "id,a,b,c\n"), 0)
  ).map(({ name }) => name);
  expect(names).toEqual(["sample", "gold", "random-1", "random-2", "random-3"]);
});

test("a sample that does not fit the schema is the developer's error", async () => {
  await expect(
    submissionVariants(fakeCompetition(classes), preparedWith("id,z\n1,2\n", gold), 0),
  ).rejects.toThrow("The sample submission has no target column");
});
