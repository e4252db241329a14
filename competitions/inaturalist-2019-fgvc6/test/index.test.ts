import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTar, extractArchive, listArchive } from "@mlebench/archives";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

const miniature = { seed: 3, size: 40 };
const archive = "train_val2019.tar.gz";

const namesIn = async (path: string): Promise<string[]> =>
  (await listArchive(path)).map((entry) => entry.path);

test("an archive that has been extracted gives the same members", async () => {
  const packed = await harness.prepare((raw) => competition.miniature.write({ out: raw, ...miniature }));
  const extracted = await harness.prepare(async (raw) => {
    await competition.miniature.write({ out: raw, ...miniature });
    await extractArchive(join(raw, archive), raw);
  });
  for (const name of [archive, "test2019.tar.gz"]) {
    const [a, b] = await Promise.all([packed, extracted].map((made) => namesIn(join(made.public, name))));
    expect(a.length).toBeGreaterThan(0);
    expect(a.toSorted()).toEqual(b.toSorted());
  }
});

test("only photos of the index are in the archives, without the folder of their names", async () => {
  const made = await harness.prepare((raw) => competition.miniature.write({ out: raw, ...miniature }));
  const filesOf = (name: string): string[] => {
    const index = JSON.parse(readFileSync(join(made.public, name), "utf8"));
    return index.images.map((image: { file_name: string }) => image.file_name.replace(/^\w+\//, ""));
  };
  expect((await namesIn(join(made.public, archive))).toSorted()).toEqual(
    filesOf("train2019.json").toSorted(),
  );
  expect((await namesIn(join(made.public, "test2019.tar.gz"))).toSorted()).toEqual(
    filesOf("test2019.json").toSorted(),
  );
});

test("a photo that the archive lacks is reported by its name", async () => {
  const work = harness.prepare(async (raw) => {
    await competition.miniature.write({ out: raw, ...miniature });
    await createTar(join(raw, archive), [{ name: "train_val2019/other.jpg", data: Buffer.from("x") }], {
      gzip: true,
    });
  });
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Missing member `train_val2019/"),
    details: { file: expect.stringMatching(/train_val2019\.tar\.gz$/) },
  });
});

const answers = "id,predicted\n5,1\n7,2\n8,3\n9,4\n";

test.each([
  ["integers", "1\n7,2\n8,9\n9,4", 0.25],
  ["several categories in a row", "1 2\n7,2\n8,  3   9\n9,9 4", 0.25],
  ["True and False", "True\n7,True\n8,False\n9,False", 0.75],
])("the first category of a row counts among %s", async (_, rows, error) => {
  expect(await harness.grade({ submission: `id,predicted\n5,${rows}\n`, answers })).toBeCloseTo(error, 12);
});

test.each([
  ["floats", "1.0\n7,2.0\n8,3.0\n9,4.0"],
  ["a missing value", "1\n7,2\n8,\n9,4"],
  ["a blank beside text", '1 2\n7,2\n8," "\n9,4'],
  ["a float beside text", "1 2\n7,2\n8,3.0\n9,4"],
])("a column with %s is invalid, where the reference fails", async (_, rows) => {
  const work = harness.grade({ submission: `id,predicted\n5,${rows}\n`, answers });
  await expect(work).rejects.toMatchObject({ name: "InvalidSubmissionError" });
});
