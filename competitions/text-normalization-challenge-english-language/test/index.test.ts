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
    await createZip(join(folders.raw, "en_train.csv.zip"), [{ name: "en_train.csv", data }]);
    await competition.prepare(folders);
    return readFileSync(join(top, competition.facts.answers), "utf8");
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

test("sentence IDs that are floats or missing remain floats, as the reference has it", async () => {
  expect(await answersOf(["7.5", "8", "8", "", "12"])).toBe('"id","after"\n"0.0_3",""\n');
});

test("sentence IDs that are text become numbers", async () => {
  expect(await answersOf(["b", "a", "c", "a"])).toBe('"id","after"\n"0_2",""\n');
});

const { prepareChanged } = createTestHarness(competition);

test("columns in another order are rejected", async () => {
  const work = prepareChanged("en_train.csv", (lines) =>
    lines.with(0, lines[0].replace(/class(.*)before/, "before$1class")),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Wrong order of columns",
    details: { file: expect.stringMatching(/en_train\.csv$/) },
  });
});
