// Splits a table into four files, as most preparations do, and prints their MD5s.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { md5File } from "@mlebench/disk/md5";
import { trainTestSplit } from "@mlebench/sampling";
import { readCsv, writeCsv } from "@mlebench/table";

const [input, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const { train, test } = trainTestSplit(readCsv(input), { testSize: 0.1, randomState: 0 });
const files = {
  "train.csv": train,
  "answers.csv": test,
  "test.csv": test.drop("target"),
  "sample_submission.csv": test.select("id", "target").assign({ target: false }),
};
for (const [name, table] of Object.entries(files)) {
  writeCsv(table, join(out, name));
  console.log(name, await md5File(join(out, name)));
}
