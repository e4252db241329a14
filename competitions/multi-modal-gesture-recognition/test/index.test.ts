import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTar } from "@mlebench/archives";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("the archive of recordings for testing", () => {
  const rest = [
    ...["training1", "training2", "training3", "validation1", "validation2", "validation3"].map(
      (name) => `${name}.tar.gz`,
    ),
    "devel01-40.7z",
    "valid_all_files_combined.7z",
    "sample_code_mmrgc.zip",
  ];

  async function prepare(members: readonly string[], rows: readonly string[], without?: string) {
    const files = rest.filter((name) => name !== without).map((name) => [name, name]);
    const table = `${["Id,Sequence", ...rows].join("\n")}\n`;
    const made = await harness.prepare(async (raw) => {
      const { writeFile } = await import("node:fs/promises");
      for (const [name, text] of [...files, ["training.csv", table]]) await writeFile(join(raw, name), text);
      const packed = members.map((name) => ({ name, data: Buffer.from(name) }));
      await createTar(join(raw, "training4.tar.gz"), packed, { gzip: true });
    });
    return (name: string) => readFileSync(join(made.raw, "..", name), "utf8");
  }

  test("zips at the top give IDs: the last 4 characters, zeros included", async () => {
    const members = [
      "Sample00302.zip",
      "notes.txt",
      "Sample00007.zip",
      "in/Sample00001.zip",
      "x.ZIP",
      "12.zip",
    ];
    const read = await prepare(members, ["0302,5", "0001,1 2", "12,007", "302,3", "0007,20 1"]);
    expect(read("public/test.csv")).toBe("Id\n0007\n0302\n12\n");
    expect(read("public/training.csv")).toBe("Id,Sequence\n0001,1 2\n302,3\n");
    expect(read("private/test.csv")).toBe("Id,Sequence\n0302,5\n12,007\n0007,20 1\n");
  });

  test.each([
    [
      "a recording without a row",
      ["Sample0001.zip", "Sample0002.zip"],
      ["0001,1"],
      "without exactly one row",
    ],
    ["a recording with two rows", ["Sample0001.zip"], ["0001,1", "0001,2"], "without exactly one row"],
    [
      "two recordings with one ID",
      ["Sample10001.zip", "Sample0001.zip"],
      ["0001,1"],
      "without exactly one row",
    ],
    ["no recordings at the top", ["training4/Sample0001.zip"], ["0001,1"], "No recordings found"],
  ])("rejects %s", async (_, members, rows, message) => {
    await expect(prepare(members, rows)).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
    });
  });

  test("rejects raw data without one of the other archives", async () => {
    const work = prepare(["Sample0001.zip"], ["0001,1"], "validation2.tar.gz");
    await expect(work).rejects.toMatchObject({
      kind: "user",
      details: { file: expect.stringContaining("validation2.tar.gz") },
    });
  });
});

const answers = "Id,Sequence\n0012,1 2 4\n0007,5\n0300,2 2 2 20\n";

function grade(...rows: string[]): Promise<number> {
  return harness.grade({ submission: `${["Id,Sequence", ...rows].join("\n")}\n`, answers });
}

describe("scores are those of the reference", () => {
  test.each([
    ["IDs are numbers", ["300.0,2 2 2 20", "7,5", "+12,1 2 4"], 0],
    ["edits are pooled over recordings", ["0012,3 2", "0007,1", "0300,2"], 6 / 8],
    ["a score can exceed 1", ["0012,7 7 7 7", "0007,7 7 7", "0300,7 7 7 7"], 11 / 8],
    ["a cell of one space is an empty sequence", ["0012, ", "0007,5", "0300,2 2 2 20"], 3 / 8],
    ["integers are read as Python reads them", ["0012,01 +2\t٤", "0007, 5 ", "0300,2  2 2 2_0"], 0],
    ["one number per row", ["0012,4", "0007,5", "0300,20"], 5 / 8],
    // As measured: the reference compares hashes.
    [
      "an integer counts modulo 2^61 - 1",
      ["0012,1 2305843009213693953 4", "0007,-5", "0300,2 2 2 20"],
      1 / 8,
    ],
  ] as const)("%s", async (_, rows, expected) => {
    expect(await grade(...rows)).toBe(expected);
  });
});

describe("rejects", () => {
  test.each([
    ["a word", ["0012,1 two", "0007,5", "0300,2"], "Invalid sequence", 1],
    ["commas", ["0012,1 2", '0007,"5,6"', "0300,2"], "Invalid sequence", 2],
    ["a decimal point", ["0012,1 2", "0007,5.0", "0300,2"], "Invalid sequence", 2],
    ["an empty cell", ["0012,1 2", "0007,", "0300,2"], "Missing value", 2],
    ["an empty cell beside single numbers", ["0012,1", "0007,5", "0300,"], "Missing value", 3],
    ["a fraction beside single numbers", ["0012,1", "0007,5.5", "0300,2"], "Invalid sequence", 2],
    ["booleans", ["0012,True", "0007,False", "0300,True"], "Invalid sequence", 1],
    [
      "an integer of more digits than Python converts",
      ["0012,1 2", `0007,5 ${"1".repeat(4301)}`, "0300,2"],
      "Invalid sequence",
      2,
    ],
  ] as const)("%s, by its row", async (_, rows, headline, row) => {
    await expect(grade(...rows)).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      headline,
      details: { row, column: "Sequence" },
    });
  });

  test("answers that are damaged, whatever the submission is", async () => {
    const work = harness.grade({ submission: "Id\n", answers: "Id,Sequence\n0012,1 x\n" });
    await expect(work).rejects.toMatchObject({ kind: "grader", details: { row: 1, column: "Sequence" } });
  });
});
