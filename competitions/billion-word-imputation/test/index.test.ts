import { readFileSync } from "node:fs";
import { join } from "node:path";
import { extractArchive } from "@mlebench/archives";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare, scratch } = createTestHarness(competition);

/** The prepared text of a corpus. */
async function prepareText(
  text: string,
): Promise<{ train: string; test: string; answers: string; sample: string }> {
  const folders = await prepare({ "train_v2.txt": text });
  const out = scratch();
  for (const name of ["train", "test"]) await extractArchive(join(folders.public, `${name}_v2.txt.zip`), out);
  const read = (...path: string[]): string => readFileSync(join(...path), "utf8");
  return {
    train: read(out, "train_v2.txt"),
    test: read(out, "test_v2.txt"),
    answers: read(folders.private, "test.csv"),
    sample: read(folders.private, "sample_submission.csv"),
  };
}

/** The first draw of RandomState(0) up to 0.01 is the 100th. */
const firstTestLine = 99;
const lines = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i} a b .`);

test("spaces around a sentence go, those inside stay in the answers only", async () => {
  const sentence = ' \u2003x  "y"\u00a0z\tw . \u001c';
  const {
    answers,
    test: asked,
    sample,
  } = await prepareText(lines(150).with(firstTestLine, sentence).join("\n"));
  expect(answers).toBe('"id","sentence"\n0,"x  ""y""\u00a0z\tw ."\n');
  expect(asked).toMatch(/^"id","sentence"\n0,"x (""y"" z|""y"" w|z w) ."\n$/);
  expect(sample).toBe(asked);
});

test("a sentence of two words stays in the training file", async () => {
  const { answers, train } = await prepareText(lines(150).with(firstTestLine, " Indeed . ").join("\n"));
  expect(answers).toBe('"id","sentence"\n');
  expect(train.split("\n")[firstTestLine]).toBe(" Indeed . ");
});

test("all line ends become line feeds, and none is added at the end", async () => {
  const { train } = await prepareText("a b c\r\nd e f\rg h i\n\nlast");
  expect(train).toBe("a b c\nd e f\ng h i\n\nlast");
});

describe("scores are those of the reference", () => {
  const answers = '"id","sentence"\n0,"a 😀 c ."\n1,"He said ""no"" ."\n';
  const score = (first: string, second: string): Promise<number> =>
    grade({ submission: `id,sentence\n1,${second}\n0,${first}\n`, answers });

  test.each([
    ["the original sentences", "a 😀 c .", '"He said ""no"" ."', 0],
    ["a code point and a space", "a c .", '"He said ""no"" ."', 1],
    ["case and spaces count", "A 😀 c  .", '"He said ""no"" ."', 1],
  ])("%s", async (_, first, second, expected) => {
    expect(await score(first, second)).toBe(expected);
  });

  test("a missing sentence is rejected", async () => {
    await expect(score("a", "null")).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row: 1, column: "sentence" },
    });
  });
});
