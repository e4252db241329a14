import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { extractArchive } from "@mlebench/archives";
import type { Competition, PrepareDirectories } from "@mlebench/core";
import { afterAll } from "vitest";

/** The texts of the two files that a score depends on. */
export interface GradeTexts {
  submission: string;
  answers: string;
}

/** Prepares and grades what a test makes up, below a temporary directory. */
export interface TestHarness {
  /** A new empty directory. */
  scratch(): string;
  /** The competition's score of a submission. @throws whatever its `grade` throws */
  grade(texts: GradeTexts): Promise<number>;
  /**
   * Prepares raw data.
   * @param raw files by name below the raw directory; or what writes them, given the directory
   * @returns the directories, once they are prepared
   * @throws whatever the competition's `prepare` throws
   */
  prepare(
    raw: Readonly<Record<string, string | Uint8Array>> | ((directory: string) => unknown),
  ): Promise<PrepareDirectories>;
  /**
   * Prepares a miniature of which one raw text file has been changed.
   * @param name of the file below the raw directory, or in one of the zip archives there, which is extracted then
   * @param change the new lines from the old ones
   * @throws whatever the competition's `prepare` throws
   */
  prepareChanged(
    name: string,
    change: (lines: readonly string[]) => readonly string[],
  ): Promise<PrepareDirectories>;
}

/** Sets up a harness for the tests of a file, outside of any test; its directory goes when they are over. */
export function createTestHarness(competition: Competition): TestHarness {
  const top = mkdtempSync(join(tmpdir(), "mlebench-harness-"));
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  const scratch = (): string => mkdtempSync(join(top, "t-"));
  const harness: TestHarness = {
    scratch,
    grade(texts) {
      const home = scratch();
      const files = { submission: join(home, "submission.csv"), answers: join(home, "answers.csv") };
      writeFileSync(files.submission, texts.submission);
      writeFileSync(files.answers, texts.answers);
      return competition.grade(files);
    },
    async prepare(raw) {
      const home = scratch();
      const directories = {
        raw: join(home, "raw"),
        public: join(home, "public"),
        private: join(home, "private"),
      };
      for (const directory of Object.values(directories)) mkdirSync(directory);
      if (typeof raw === "function") await raw(directories.raw);
      else writeFiles(directories.raw, raw);
      await competition.prepare(directories);
      return directories;
    },
    prepareChanged: (name, change) =>
      harness.prepare(async (raw) => {
        const { minSize } = competition.miniature;
        await competition.miniature.write({ out: raw, seed: 1, size: Math.max(minSize, 20) });
        const path = join(raw, name);
        if (!existsSync(path)) await extractZips(raw);
        const lines = readFileSync(path, "utf8").trimEnd().split("\n");
        writeFileSync(path, `${change(lines).join("\n")}\n`);
      }),
  };
  return harness;
}

/** Extracts the zip archives of a directory in their place, as browsers do. */
async function extractZips(directory: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    if (!name.endsWith(".zip")) continue;
    await extractArchive(join(directory, name), directory);
    rmSync(join(directory, name));
  }
}

function writeFiles(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
