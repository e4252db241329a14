import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare, prepareChanged } = createTestHarness(competition);

describe("grading", () => {
  const names = ["reactivity", "deg_Mg_pH10", "deg_pH10", "deg_Mg_50C", "deg_50C"];
  const header = `id_seqpos,${names.join(",")}`;
  /** Two sequences of which the first two of three positions are measured. */
  const ids = ["a_0", "a_1", "a_2", "b_0", "b_1", "b_2"];
  const answers = `${header},keep\n${ids
    .map((id) => (id.endsWith("2") ? `${id},0,0,0,0,0,False\n` : `${id},1,1,1,1,1,True\n`))
    .join("")}`;
  const row = (id: string, value: string): string => [id, ...names.map(() => value)].join(",");
  const gradeRows = (rows: readonly string[]): Promise<number> =>
    grade({ submission: `${[header, ...rows].join("\n")}\n`, answers });
  const perfect = ids.map((id) => row(id, id.endsWith("2") ? "0" : "1"));

  test("scores measured positions and accepts anything at the others", async () => {
    expect(await gradeRows(perfect)).toBe(0);
    expect(await gradeRows(perfect.with(2, row("a_2", "")).with(5, row("b_2", "1e9")))).toBe(0);
    await expect(gradeRows(perfect.with(3, row("b_0", "")))).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row: 4, column: "reactivity" },
    });
  });

  test("scores the rows at the places of measured positions, whatever their IDs, as the reference does", async () => {
    const moved = [perfect[2], perfect[0], perfect[1], ...perfect.slice(3)];
    expect(await gradeRows(moved)).toBeCloseTo(0.5, 15);
  });

  test("requires the columns that are not scored", async () => {
    const work = gradeRows(perfect.map((line) => line.split(",").slice(0, 5).join(",")));
    await expect(
      grade({
        submission: `${header.replace(",deg_50C", "")}\n${perfect.map((line) => `${line.split(",").slice(0, 5).join(",")}\n`).join("")}`,
        answers,
      }),
    ).rejects.toMatchObject({ kind: "invalid-submission" });
    await expect(work).resolves.toBe(0);
  });
});

describe("preparing", () => {
  const conditions = ["reactivity", "deg_Mg_pH10", "deg_pH10", "deg_Mg_50C", "deg_50C"];
  const record = (i: number, extra = ""): string => {
    const lists = conditions.map((name) => `"${name}":[${i}.1234567890123456,1e-05]`).join(",");
    return `{"index":${i},"id":"é/${i}","SN_filter":${i % 2}.0,"seq_length":3,"seq_scored":2,${lists}${extra}}`;
  };
  const raw = (records: readonly string[]) => ({
    "train.json": `${records.join("\n")}\n`,
    "test.json": '{"index":0,"id":"x","seq_length":130,"seq_scored":91}\n',
    "sample_submission.csv": `id_seqpos,${conditions.join(",")}\n`,
  });
  const ten = Array.from({ length: 10 }, (_, i) => record(i));

  test("writes numbers with ten decimals, and zeros behind the measured positions", async () => {
    const made = await prepare(raw(ten));
    const [, first, second, third] = readFileSync(join(made.private, "test.csv"), "utf8").split("\n");
    const [id] = first.split("_0,");
    const value = `${id.slice(2)}.1234567890`;
    expect(first).toBe([`${id}_0`, ...conditions.map(() => value), "True"].join(","));
    expect(second).toBe([`${id}_1`, ...conditions.map(() => "0.0000100000"), "True"].join(","));
    expect(third).toBe([`${id}_2`, ...conditions.map(() => "0.0000000000"), "False"].join(","));
    expect(readFileSync(join(made.public, "test.json"), "utf8")).toBe(
      `{"index":0,"id":"\\u00e9\\/${id.slice(2)}","seq_length":3,"seq_scored":2}\n`,
    );
  });

  test.each([
    ["too few measurements", (line: string) => line.replace(",1e-05]", "]")],
    [
      "no position behind the measured ones",
      (line: string) => line.replace('"seq_length":3', '"seq_length":2'),
    ],
  ])("rejects sequences with %s", async (_, change) => {
    await expect(prepare(raw(ten.map(change)))).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining("Invalid lengths"),
    });
  });

  test("rejects data of which less than a tenth passes the filter", async () => {
    const work = prepareChanged("train.json", (lines) =>
      lines.map((line) => line.replace(/"SN_filter": [\d.]+/, '"SN_filter": 0.0')),
    );
    await expect(work).rejects.toMatchObject({ kind: "user" });
  });
});
