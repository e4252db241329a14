import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, { blankAnswers: ["after"] });

/** The private answers of one-token sentences with these ids. */
async function answersOf(sentences: readonly string[]): Promise<string> {
  const top = mkdtempSync(join(tmpdir(), "text-normalization-"));
  const folders = { raw: join(top, "raw"), public: join(top, "public"), private: join(top, "private") };
  try {
    for (const folder of Object.values(folders)) mkdirSync(folder);
    const rows = sentences.map((sentence, i) => `${sentence},${i},"PLAIN","w${i}","NA"`);
    const data = Buffer.from(`"sentence_id","token_id","class","before","after"\n${rows.join("\n")}\n`);
    await createZip(join(folders.raw, "ru_train.csv.zip"), [{ name: "ru_train.csv", data }]);
    await competition.prepare(folders);
    return readFileSync(join(top, competition.facts.answers), "utf8");
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

test("sentence IDs that are floats, missing or text become integers", async () => {
  expect(await answersOf(["7.5", "8", "8", "", "12"])).toBe('"id","after"\n"0_3",""\n');
  expect(await answersOf(["b", "a", "c", "a"])).toBe('"id","after"\n"0_2",""\n');
});

const { prepareChanged } = createTestHarness(competition);

test("columns in another order are rejected", async () => {
  const work = prepareChanged("ru_train.csv", (lines) =>
    lines.with(0, lines[0].replace(/class(.*)before/, "before$1class")),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Wrong order of columns",
    details: { file: expect.stringMatching(/ru_train\.csv$/) },
  });
});
