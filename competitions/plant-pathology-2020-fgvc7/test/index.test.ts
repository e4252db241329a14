import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCsv, type Table } from "@mlebench/table";
import { competitionContract, createTestHarness, realDataTest } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { classes } from "../src/classes.js";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const labelsOf = (table: Table, row: number): string =>
  classes.map((name) => table.numbers(name)[row]).join();

realDataTest(competition, {
  source: new URL("../../../../shared/real/plant-pathology-2020-fgvc7/raw", import.meta.url),
  arrange(raw) {
    mkdirSync(join(raw, "images"));
    const labelled = readCsv(join(raw, "train.csv"));
    for (const [row, id] of labelled.strings("image_id").entries()) {
      writeFileSync(join(raw, "images", `${id}.jpg`), `${id} ${labelsOf(labelled, row)}`);
    }
  },
  look({ raw, public: open, private: secret }) {
    const contents: string[] = [];
    for (const table of [readCsv(join(open, "train.csv")), readCsv(join(secret, "test.csv"))]) {
      for (const [row, id] of table.strings("image_id").entries()) {
        const content = readFileSync(join(open, "images", `${id}.jpg`), "utf8");
        expect(content.split(" ")[1], `labels of ${id}`).toBe(labelsOf(table, row));
        contents.push(content);
      }
    }
    const { length } = readCsv(join(raw, "train.csv"));
    expect(new Set(contents).size).toBe(length);
    expect(readdirSync(join(open, "images")).length).toBe(length);
  },
});

const { prepareChanged } = createTestHarness(competition);

test("an image that is not named as a training image is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => lines.with(2, lines[2].replace("Train_", "Leaf_")));
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Unexpected name: `Leaf_"),
    details: { file: expect.stringMatching(/train\.csv$/), row: 2, column: "image_id" },
  });
});
