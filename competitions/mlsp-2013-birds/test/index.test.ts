import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("preparing text files that are not regular CSV", () => {
  const harness = createTestHarness(competition);

  /** Recordings 1, 3, 4, 7 and 9 have labels; of the five, the reference's sample picks the third for testing. */
  async function prepare(
    labels: string,
    features: string,
    folds?: string,
  ): Promise<(name: string) => string> {
    const isLabelled = [0, 1, 0, 1, 1, 0, 0, 1, 0, 1];
    const rows = (row: (id: number) => string): string => isLabelled.map((_, id) => `${row(id)}\n`).join("");
    const files: Record<string, string> = {
      "essential_data/CVfolds_2.txt": folds ?? `rec_id,fold\n${rows((id) => `${id},${1 - isLabelled[id]}`)}`,
      "essential_data/rec_id2filename.txt": `rec_id,filename\n${rows((id) => `${id},r${id}`)}`,
      "essential_data/rec_labels_test_hidden.txt": labels,
      "essential_data/species_list.txt": "class_id,code,species\n",
      "supplemental_data/segment_clusters.bmp": "",
      "supplemental_data/segment_mosaic.bmp": "",
    };
    for (const name of ["histogram_of_segments", "segment_features", "segment_rectangles"]) {
      files[`supplemental_data/${name}.txt`] = features;
    }
    for (const id of isLabelled.keys()) {
      files[`essential_data/src_wavs/r${id}.wav`] = "";
      for (const folder of ["filtered_spectrograms", "spectrograms", "supervised_segmentation"]) {
        files[`supplemental_data/${folder}/r${id}.bmp`] = "";
      }
    }
    const members = Object.entries(files).map(([name, text]) => ({
      name: `mlsp_contest_dataset/${name}`,
      data: Buffer.from(text),
    }));
    const made = await harness.prepare((raw) => createZip(join(raw, "mlsp_contest_dataset.zip"), members));
    return (name) => readFileSync(join(made.raw, "..", name), "utf8");
  }

  test("lines keep what follows their number, in the file's order, under new numbers", async () => {
    const read = await prepare(
      "rec_id,[labels]\r\n0,?\r\n9,3,18\r\n1\r\n 4,0, 2\r\n3,\r\n7",
      "anything\n0,1,2\n3,0, 1e-05,2\n3,1,\n4\n9,x",
    );
    expect(read("public/essential_data/CVfolds_2.txt")).toBe("rec_id,fold\n0,0\n1,0\n2,1\n3,0\n4,0\n");
    expect(read("public/essential_data/rec_labels_test_hidden.txt")).toBe(
      "rec_id,[labels]\n4,3,18\n0\n2,?\n1\n3\n",
    );
    expect(read("public/supplemental_data/segment_features.txt")).toBe(
      "rec_id,[histogram of segment features]\n1,0, 1e-05,2\n1,1,\n2,\n4,x\n",
    );
    const present = read("private/answers.csv")
      .split("\n")
      .filter((line) => line.endsWith(",1"));
    expect(present).toEqual(["200,1", "202,1"]);
  });

  test("a line without a number is rejected", async () => {
    const error = await prepare("rec_id,[labels]\n1,2\nx,3\n", "header\n").catch(describeError);
    expect(error).toMatch(/row 2.*Expected rec_id/);
  });

  const plain = "rec_id,[labels]\n1\n3\n4,2\n7\n9\n";

  test("a missing fold turns all folds into floats, as in pandas", async () => {
    const folds = "rec_id,fold\n0,1\n1,0\n2,1\n3,0\n4,0\n5,\n6,1\n7,0\n8,1\n9,0\n";
    const read = await prepare(plain, "anything\n", folds);
    expect(read("public/essential_data/CVfolds_2.txt")).toBe(
      "rec_id,fold\n0,0.0\n1,0.0\n2,1.0\n3,0.0\n4,0.0\n",
    );
  });

  test.each(["0.0", "?", "two"])("a label of a tested recording must be an integer: %j", async (label) => {
    const error = await prepare(plain.replace("4,2", `4,${label}`), "anything\n").catch(
      (caught: unknown) => caught,
    );
    expect(describeError(error)).toContain("rec_labels_test_hidden.txt");
  });
});
