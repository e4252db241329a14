import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare, prepareChanged } = createTestHarness(competition);

async function prepareTransactions(lines: readonly string[]): Promise<{ train: string; answers: string }> {
  const header = "t_dat,customer_id,article_id,price,sales_channel_id";
  const folders = await prepare({
    "transactions_train.csv": `${[header, ...lines].join("\n")}\n`,
    "articles.csv": "article_id\n0108775015\n",
    "customers.csv": "customer_id\nab\n",
    "sample_submission.csv": "customer_id,prediction\nab,0108775015\n",
    "images/010/0108775015.jpg": "",
  });
  return {
    train: readFileSync(join(folders.public, "transactions_train.csv"), "utf8"),
    answers: readFileSync(join(folders.private, "answers.csv"), "utf8"),
  };
}

test("the test set begins 7 days before the last date, that day included, whatever the order of rows", async () => {
  const { train, answers } = await prepareTransactions([
    "2020-03-03,b,0001,0.05083050847457627,2",
    "2020-02-24,b,0002,0.1,1",
    "2020-02-25,a,0003,1e-3,1",
    ",c,0004,0.2,1",
    "2020-02-29,b,0001,0.3,1",
  ]);
  expect(train).toBe(
    "t_dat,customer_id,article_id,price,sales_channel_id\n2020-02-24,b,2,0.1,1\n,c,4,0.2,1\n",
  );
  expect(answers).toBe("customer_id,prediction\na,3\nb,1 1\n");
});

test("a date in another format is rejected", async () => {
  const work = prepareChanged("transactions_train.csv", (lines) =>
    lines.with(3, lines[3].replace(/^\d{4}-(\d\d)-(\d\d)/, "$2/$1/2020")),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Invalid date",
    details: { row: 3, column: "t_dat" },
  });
});

describe("scores are those of the reference", () => {
  const answers = "customer_id,prediction\nb,11 12 11\nd,13\n";
  const score = (...rows: string[]): Promise<number> =>
    grade({ submission: `${["customer_id,prediction", ...rows].join("\n")}\n`, answers });

  test.each([
    ["customers without purchases are ignored", ["a,13", "d,13", "c,", "b,11 12"], 1],
    ["a repeated article counts once", ["b,11 11 12", "d,13"], (1 / 2) * ((1 + 2 / 3) / 2 + 1)],
    ["a leading zero is a difference", ["b,011 012", "d,13"], 0.5],
    ["two spaces make an empty prediction", ["b,11  12", "d,13"], (1 / 2) * ((1 + 2 / 3) / 2 + 1)],
    ["a 13th article is ignored", [`b,11 12`, `d,${"7 ".repeat(12)}13`], 0.5],
    ["a repeated customer shifts those that follow", ["b,11 12", "b,13", "d,7"], 1],
    ["one number per row beside a missing one is a float", ["b,11", "d,13", "a,"], 0],
  ] as const)("%s", async (_, rows, expected) => {
    expect(await score(...rows)).toBeCloseTo(expected, 14);
  });

  test("a customer of the answers that is missing is not named", async () => {
    await expect(score("b,11", "a,13")).rejects.toMatchObject({
      kind: "invalid-submission",
      message: expect.stringMatching(/^Missing IDs/),
      details: { column: "customer_id" },
    });
  });
});
