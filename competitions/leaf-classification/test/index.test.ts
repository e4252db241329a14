import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createZip, extractArchive } from "@mlebench/archives";
import { readCsv } from "@mlebench/table";
import { competitionContract } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import checksums from "../facts/checksums.json" with { type: "json" };
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

/** Kaggle's table, which may not be published; it is beside the repository on some machines. */
const realTable = fileURLToPath(
  new URL("../../../../shared/real/leaf-classification/raw/train.csv.zip", import.meta.url),
);

describe.skipIf(!existsSync(realTable))("leaf-classification on Kaggle's own table", () => {
  test("prepares the published MD5s and every image once", async () => {
    const home = mkdtempSync(join(tmpdir(), "leaf-classification-"));
    try {
      const [raw, open, secret] = ["raw", "public", "private"].map((name) => join(home, name));
      for (const folder of [raw, open, secret]) mkdirSync(folder);
      cpSync(realTable, join(raw, "train.csv.zip"));
      await extractArchive(realTable, home);
      const ids = readCsv(join(home, "train.csv")).texts("id");
      const images = ids.map((id) => ({ name: `images/${id}.jpg`, data: new TextEncoder().encode(`${id}`) }));
      await createZip(join(raw, "images.zip"), images);

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
      const placed = readdirSync(join(open, "images"));
      expect(placed.length).toBe(990);
      for (const name of placed)
        expect(readFileSync(join(open, "images", name), "utf8")).toBe(name.slice(0, -4));
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
