import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { describeMissingSubmission, isPackedName } from "../src/index.js";

/** A directory with these files (a name that ends in `/` is an empty directory). */
function directoryOf(...names: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-missing-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const name of names) {
    const path = join(directory, name);
    mkdirSync(name.endsWith("/") ? path : join(path, ".."), { recursive: true });
    if (!name.endsWith("/")) writeFileSync(path, "id,label\n");
  }
  return directory;
}

describe("what is where a submission should be", () => {
  test.each([
    ["packed", ["submission.csv.gz", "log.txt"], "Unpack `submission.csv.gz` to `submission.csv`."],
    ["packed, other case", ["Submission.csv.ZIP"], "Unpack `Submission.csv.ZIP` to `submission.csv`."],
    ["other case", ["Submission.CSV"], "Rename `Submission.CSV` to `submission.csv`."],
    [
      "a folder below",
      ["submission/submission.csv", "train.py"],
      "Move `submission/submission.csv` to `submission.csv`.",
    ],
    ["a folder below, other case", ["out/SUBMISSION.CSV"], "Move `out/SUBMISSION.CSV` to `submission.csv`."],
    [
      "another name",
      ["final.csv", "notes.txt"],
      "If `final.csv` is the submission, rename it to `submission.csv`.",
    ],
  ])("%s", (_name, files, advice) => {
    const directory = directoryOf(...files);
    const seen = describeMissingSubmission(join(directory, "submission.csv"));
    expect(seen).toContain(`The directory \`${directory}\` contains `);
    expect(seen?.endsWith(advice)).toBe(true);
  });

  test("two tables are not guessed between", () => {
    const directory = directoryOf("a.csv", "b.csv", "empty/");
    expect(describeMissingSubmission(join(directory, "submission.csv"))).toBe(
      `The directory \`${directory}\` contains \`a.csv\`, \`b.csv\`, \`empty/\`.`,
    );
  });

  test("at most eight entries are shown", () => {
    const directory = directoryOf(
      ...Array.from({ length: 11 }, (_, i) => `file${String(i).padStart(2, "0")}`),
    );
    const seen = describeMissingSubmission(join(directory, "submission.csv"));
    expect(seen).toContain("`file07`, and 3 more.");
    expect(seen).not.toContain("file08");
  });

  test("an empty directory, an absent one, a directory in place of the file, a dangling link, a file", () => {
    const directory = directoryOf("inner.csv/submission.csv");
    const empty = directoryOf();
    symlinkSync("nowhere/else.csv", join(directory, "link.csv"));
    expect(describeMissingSubmission(join(empty, "submission.csv"))).toBe(
      `The directory \`${empty}\` is empty.`,
    );
    expect(describeMissingSubmission(join(empty, "a/b/submission.csv"))).toBe(
      `The directory \`${empty}/a/b\` does not exist. The directory \`${empty}\` is empty.`,
    );
    expect(describeMissingSubmission(join(directory, "inner.csv"))).toBe(
      `The directory \`${directory}/inner.csv\` contains \`submission.csv\`. Give the path of the file: \`${directory}/inner.csv/submission.csv\`.`,
    );
    expect(describeMissingSubmission(join(directory, "link.csv"))).toBe(
      "`link.csv` is a symbolic link to `nowhere/else.csv`, which does not exist.",
    );
    expect(describeMissingSubmission(join(directory, "inner.csv/submission.csv"))).toBeUndefined();
  });

  test("names cannot act on a terminal", () => {
    const directory = directoryOf("\u001b[31mred\nline");
    expect(describeMissingSubmission(join(directory, "submission.csv"))).toContain("`\\u001b[31mred\\nline`");
  });
});

test("names of packed files", () => {
  expect(["a.csv.gz", "A.ZIP", "a.tgz"].every(isPackedName)).toBe(true);
  expect(["a.csv", "gz", "a.gz.csv"].some(isPackedName)).toBe(false);
});
