import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCsv, type Table } from "@mlebench/table";
import { competitionContract } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import checksums from "../facts/checksums.json" with { type: "json" };
import { classes } from "../src/classes.js";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

/** Kaggle's table, which may not be published; it is beside the repository on some machines. */
const realTable = fileURLToPath(
  new URL("../../../../shared/real/plant-pathology-2020-fgvc7/raw/train.csv", import.meta.url),
);

const labelsOf = (table: Table, row: number): string =>
  classes.map((name) => table.numbers(name)[row]).join();

describe.skipIf(!existsSync(realTable))("plant-pathology-2020-fgvc7 on Kaggle's own table", () => {
  test("prepares the published MD5s and gives every image its new name", async () => {
    const home = mkdtempSync(join(tmpdir(), "plant-pathology-2020-"));
    try {
      const [raw, open, secret] = ["raw", "public", "private"].map((name) => join(home, name));
      for (const folder of [raw, open, secret, join(raw, "images")]) mkdirSync(folder);
      copyFileSync(realTable, join(raw, "train.csv"));
      const labelled = readCsv(realTable);
      for (const [row, id] of labelled.texts("image_id").entries()) {
        writeFileSync(join(raw, "images", `${id}.jpg`), `${id} ${labelsOf(labelled, row)}`);
      }

      await competition.prepare({ raw, public: open, private: secret });

      for (const [folder, files] of [
        [open, checksums.public],
        [secret, checksums.private],
      ] as const) {
        const made = Object.keys(files).map((name) => [
          name,
          createHash("md5")
            .update(readFileSync(join(folder, name)))
            .digest("hex"),
        ]);
        expect(Object.fromEntries(made)).toEqual(files);
      }
      const contents: string[] = [];
      for (const table of [readCsv(join(open, "train.csv")), readCsv(join(secret, "test.csv"))]) {
        for (const [row, id] of table.texts("image_id").entries()) {
          const content = readFileSync(join(open, "images", `${id}.jpg`), "utf8");
          expect(content.split(" ")[1], `labels of ${id}`).toBe(labelsOf(table, row));
          contents.push(content);
        }
      }
      expect(new Set(contents).size).toBe(labelled.length);
      expect(readdirSync(join(open, "images")).length).toBe(labelled.length);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
