import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { grayPng } from "@mlebench/synthetic/media";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";
import { writePixelTables } from "../src/pixel-tables.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("tables of pixels", () => {
  const write = (images: Readonly<Record<string, Uint8Array>>): { answers: string; sample: string } => {
    const home = harness.scratch();
    const paths = Object.entries(images).map(([name, bytes]) => {
      writeFileSync(join(home, name), bytes);
      return join(home, name);
    });
    const tables = { answers: join(home, "answers.csv"), sample: join(home, "sample.csv") };
    try {
      writePixelTables(paths, tables, () => undefined);
    } finally {
      expect(readdirSync(home).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    }
    return { answers: readFileSync(tables.answers, "utf8"), sample: readFileSync(tables.sample, "utf8") };
  };

  test("rows go by image, row and column, and brightness is written as Python writes it", () => {
    const two = grayPng({ width: 2, height: 2, pixels: Uint8Array.of(0, 1, 251, 255) });
    const one = grayPng({ width: 1, height: 1, pixels: Uint8Array.of(85) });
    const { answers, sample } = write({ "10.png": two, "9.png": one });
    expect(answers).toBe(
      "id,value\n10_1_1,0.0\n10_1_2,0.00392156862745098\n10_2_1,0.984313725490196\n10_2_2,1.0\n9_1_1,0.3333333333333333\n",
    );
    expect(sample).toBe("id,value\n10_1_1,1\n10_1_2,1\n10_2_1,1\n10_2_2,1\n9_1_1,1\n");
  });

  test("a name with a comma is quoted", () => {
    const { sample } = write({ "a,b.png": grayPng({ width: 1, height: 1, pixels: Uint8Array.of(0) }) });
    expect(sample).toBe('id,value\n"a,b_1_1",1\n');
  });

  test("a damaged image leaves nothing behind", () => {
    expect(() => write({ "1.png": Buffer.from("no image") })).toThrow("Invalid PNG file");
  });
});

describe("grading pixels", () => {
  const grade = (submission: string): Promise<number> =>
    harness.grade({ submission, answers: "id,value\n1_1_1,0.0\n1_1_2,1.0\n" });

  test("rows are matched by pixel", async () => {
    expect(await grade("id,value\n1_1_2,1\n1_1_1,0\n")).toBe(0);
    expect(await grade("id,value\n1_1_1,1\n1_1_2,1\n")).toBe(Math.sqrt(0.5));
  });

  test("a string counts if Python reads a number in it, and is otherwise reported by its row", async () => {
    expect(await grade("id,value\n1_1_2,1_0\n1_1_1,0\n")).toBe(Math.sqrt(40.5));
    expect(await grade("id,value\n1_1_2,1\n1_1_1,dark\n").catch(describeError)).toContain("row 2");
  });
});
