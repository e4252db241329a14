import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);
const prepare = (train: string, kaggleTest: string) =>
  harness.prepare({ "train.json": train, "test.json": kaggleTest });

describe("preparing requests with values of every kind", () => {
  /** Numbers that a careless writer spells otherwise, and strings that it breaks. */
  const oddValues = [
    ...["1.0", "10", "12345678901234567890", "1e16", "1E-5", "-0", "-0.0", "NaN", "[]", "{}"],
    '"\\u00e9\\ud83c\\udf55é\u{1f355}\x7f"',
    '"\\ud800"',
  ];
  const request = (i: number): string => {
    const fields = [
      `"requester_received_pizza": ${i % 3 !== 0}`,
      `"request_id": "t3_${i}"`,
      `"10": ${oddValues[i]}`,
      '"9": [1, {"b": null}]',
    ];
    const turned = [...fields.slice(i % 4), ...fields.slice(0, i % 4)];
    return `{${[...turned, ...(i === 5 ? ['"10": "last"'] : [])].join(", ")}}`;
  };
  const train = `[${oddValues.map((_, i) => request(i)).join(",\r\n")}]`;
  const kaggleTest =
    '[{"9": 1, "request_id": "x", "10": 2}, {"10": 0, "9": 0, "request_id": "y"}, {"9": 1, "10": 1, "request_id": "z"}]';

  test("writes what the reference wrote, byte for byte", async () => {
    const made = await prepare(train, kaggleTest);
    const md5 = (...path: string[]) =>
      createHash("md5")
        .update(readFileSync(join(...path)))
        .digest("hex");
    expect(md5(made.public, "train.json")).toBe("cd567b31a60d2a3d2ed4d1a4ece78894");
    expect(md5(made.public, "test.json")).toBe("8a226c10da9f5dd8e8dcb880e681f9c4");
    expect(md5(made.private, "test.csv")).toBe("af26c5b6100b7eca30a75d63ec9c6c11");
    expect(md5(made.public, "sampleSubmission.csv")).toBe("8b9e65f72509795da58da2eb534dbe3b");
  });

  test.each([
    ["no list", "{}", kaggleTest, "No records found"],
    ["an empty list", train, "[]", "No records found"],
    ["half a file", train.slice(0, -1), kaggleTest, "Unexpected end of JSON"],
    [
      "a field that one request lacks",
      train,
      '[{"9": 1}, {"10": 1}]',
      "Record fields differ from the first record",
    ],
    ["a test field that train.json lacks", train, '[{"weather": 1}]', "Records have no field `weather`"],
    [
      "an outcome that is not known",
      train.replaceAll("true", "null"),
      kaggleTest,
      "Value has the wrong type",
    ],
    [
      "fewer requests than the test set takes",
      `[${request(0)},${request(1)}]`,
      kaggleTest,
      "Not enough requests to split: 2",
    ],
  ])("refuses %s", async (_, brokenTrain, brokenTest, message) => {
    await expect(prepare(brokenTrain, brokenTest)).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
    });
  });

  test("only a tested request needs an outcome, as in the reference", async () => {
    const requests = oddValues.map((_, i) => request(i));
    const refused: number[] = [];
    for (const [i, changed] of requests.entries()) {
      const hole = changed.replace(/("requester_received_pizza": )\w+/, "$1null");
      await prepare(`[${requests.with(i, hole).join(",")}]`, kaggleTest).catch((error) => {
        expect(error).toMatchObject({ kind: "user", details: { row: i + 1 } });
        refused.push(i);
      });
    }
    expect(refused).toHaveLength(Math.ceil((requests.length * 3) / (requests.length + 3)));
  });
});
