import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSevenZip, extractArchive } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

async function prepare(train: string, kaggleTest = '[{"id": "x", "band_1": []}]') {
  return harness.prepare(async (raw) => {
    for (const [name, text] of Object.entries({ train, test: kaggleTest })) {
      const member = { name: `data/processed/${name}.json`, data: Buffer.from(text) };
      await createSevenZip(join(raw, `${name}.json.7z`), [member]);
    }
  });
}

describe("preparing images", () => {
  const image = (id: string, rest = '"is_iceberg": 1'): string => `{"id": "${id}", "band_1": [1], ${rest}}`;

  test("writes numbers as Python does, and the test fields in the order of Kaggle's test set", async () => {
    // The third of five is drawn for testing.
    const odd = '{"is_iceberg": 0, "band_1": [-1e-7, 1E5, -0.0, 20, NaN, 1.10], "id": "b\\u00e9é"}';
    const others = ["a", "c", "d", "e"].map((id) => image(id));
    const made = await prepare(`[${[...others.slice(0, 2), odd, ...others.slice(2)].join(",\r\n ")}] `);
    const out = harness.scratch();
    await extractArchive(join(made.public, "test.json.7z"), out);
    expect(readFileSync(join(out, "test.json"), "utf8")).toBe(
      '[{"id": "b\\u00e9\\u00e9", "band_1": [-1e-07, 100000.0, -0.0, 20, NaN, 1.1]}]',
    );
    expect(readFileSync(join(made.private, "test.csv"), "utf8")).toBe("id,is_iceberg\nbéé,0\n");
    await extractArchive(join(made.public, "train.json.7z"), out);
    const digest = createHash("md5")
      .update(readFileSync(join(out, "train.json")))
      .digest("hex");
    expect(digest).toBe("7fcd027906e5587b05f0b165de454502");
  });

  test.each([
    ["no list", "{}", "No records found"],
    ["an empty list", "[]", "No records found"],
    ["a list of lists", "[[1]]", "No records found"],
    ["half a file", `[${image("a")}`, "Unexpected end of JSON"],
    ["a field that one image lacks", `[${image("a")}, {"id": "b", "band_1": []}]`, "Record fields differ"],
    ["a field that no image has", '[{"id": "a", "is_iceberg": 1}]', "Records have no field `band_1`"],
    [
      "a label that is no number",
      `[${["a", "b", "c"].map((id) => image(id, '"is_iceberg": "iceberg"')).join(",")}]`,
      "Value has the wrong type",
    ],
  ])("rejects %s", async (_, train, message) => {
    await expect(prepare(train)).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
      details: { file: expect.stringMatching(/train\.json$/) },
    });
  });
});

test.each([
  ["a repeated row", "a,0.5\nb,0.5\nb,0.5\n", /rows: 3/],
  ["a missing probability", "a,0.5\nb,\n", /row 2, column "is_iceberg"/],
  ["an unknown image", "a,0.5\nc,0.5\n", /column "id"/],
])("a submission with %s is invalid", async (_, rows, reason) => {
  const answers = "id,is_iceberg\na,1\nb,0\n";
  const error = await harness.grade({ submission: `id,is_iceberg\n${rows}`, answers }).catch(describeError);
  expect(error).toMatch(reason);
});
