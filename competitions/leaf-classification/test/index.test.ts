import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createZip, extractArchive } from "@mlebench/archives";
import { readCsv } from "@mlebench/table";
import { competitionContract, createTestHarness, realDataTest } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

realDataTest(competition, {
  source: new URL("../../../../shared/real/leaf-classification/raw", import.meta.url),
  async arrange(raw) {
    await extractArchive(join(raw, "train.csv.zip"), join(raw, "table"));
    const ids = readCsv(join(raw, "table/train.csv")).strings("id");
    const images = ids.map((id) => ({ name: `images/${id}.jpg`, data: new TextEncoder().encode(`${id}`) }));
    await createZip(join(raw, "images.zip"), images);
  },
  look({ public: open }) {
    const placed = readdirSync(join(open, "images"));
    expect(placed.length).toBe(990);
    for (const name of placed) {
      expect(readFileSync(join(open, "images", name), "utf8")).toBe(name.slice(0, -4));
    }
  },
});

const { prepareChanged } = createTestHarness(competition);

test("an image that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "id" },
  });
});
