import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  type Competition,
  defineCompetition,
  type ExtraRawFile,
  isVerificationFile,
  type PrepareDirectories,
} from "@mlebench/core";

export const id = "tiny-weather";
const header = "id,label\n";

export interface FakeOptions {
  /** A file that preparing waits for. */
  gate?: string;
  /** A file outside the data that gets a line for each preparation. */
  log?: string;
  /** Called before anything is written. */
  onPrepare?: (directories: PrepareDirectories) => void | Promise<void>;
  /** Prepared files beside the usual ones. */
  more?: Readonly<Record<string, string>>;
  /** Raw files that are not on Kaggle; the miniature has them too. */
  extraRawFiles?: readonly ExtraRawFile[];
  /** Prepared file not to write, as a faulty package would. */
  forget?: string;
}

/** Raw rows: `size` lines of "id,label". */
export function rawTable(seed: number, size: number): string {
  return header + Array.from({ length: size }, (_, row) => `${row},${(row * 7 + seed) % 3}\n`).join("");
}

/** The raw files of the real data, by relative path. */
export const rawFiles: Readonly<Record<string, string>> = {
  "train.csv": rawTable(5, 40),
  "images/0.txt": "zero",
  "images/deep/1.txt": "one",
};

export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

/** Every file below a directory, as relative path → content; what verifying notes there is read by `readVerification`. */
export function readFiles(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !isVerificationFile(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(directory.length + 1));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

/** What preparing makes of a raw table, by path below prepared/. */
export function preparedFiles(table: string): Record<string, string> {
  const rows = table.slice(header.length).trim().split("\n");
  const lines = (parity: number) => rows.filter((_, index) => index % 2 === parity);
  const ids = (each: (row: string) => string) => lines(1).map(each).join("");
  return {
    "private/test.csv": header + ids((row) => `${row}\n`),
    "public/description.md": "Guess the weather.\n",
    "public/images/0.txt": "zero",
    "public/sample_submission.csv": header + ids((row) => `${row.split(",")[0]},0\n`),
    "public/test.csv": `id\n${ids((row) => `${row.split(",")[0]}\n`)}`,
    "public/train.csv":
      header +
      lines(0)
        .map((row) => `${row}\n`)
        .join(""),
  };
}

/** A competition whose package is made in `packageDirectory`. */
export function fakeCompetition(packageDirectory: string, options: FakeOptions = {}): Competition {
  const { gate, log, onPrepare, more = {}, forget, extraRawFiles } = options;
  if (!existsSync(join(packageDirectory, "package.json"))) {
    writeFiles(packageDirectory, {
      "package.json": JSON.stringify({ name: `competition-${id}`, version: "1.0.0" }),
      "description.md": "Guess the weather.\n",
      "facts/leave.txt": "",
    });
  }
  return defineCompetition({
    moduleUrl: pathToFileURL(join(packageDirectory, "src/index.ts")).href,
    facts: {
      id,
      name: "Tiny weather",
      type: "simple",
      awardsMedals: false,
      metric: "accuracy",
      lowerIsBetter: false,
      scoreType: "float",
      answers: "private/test.csv",
      sampleSubmission: "public/sample_submission.csv",
      goldSubmission: "private/test.csv",
      splits: [],
      category: null,
      sizeGB: null,
      medals: { gold: 1, silver: 0.9, bronze: 0.8, median: 0.5 },
      sampleSubmissionScore: null,
      knownIssues: [],
      ...(extraRawFiles && { extraRawFiles }),
    },
    submission: { id: ["id"], targets: [{ names: ["label"], value: { type: "integer", min: 0, max: 2 } }] },
    prepare: async () => ({
      prepare: async (directories) => {
        if (log !== undefined) writeFileSync(log, "prepared\n", { flag: "a" });
        await onPrepare?.(directories);
        while (gate !== undefined && !existsSync(gate)) await sleep(1);
        const table = readFileSync(join(directories.raw, "train.csv"), "utf8");
        for (const [name, content] of Object.entries({ ...preparedFiles(table), ...more })) {
          const [side, ...rest] = name.split("/") as ["public" | "private", ...string[]];
          if (rest[0] === "description.md" || name === forget) continue;
          writeFiles(directories[side], { [rest.join("/")]: content });
        }
      },
    }),
    grade: async () => ({ grade: async () => 1 }),
    miniature: {
      defaultSize: 20,
      minSize: 4,
      load: async () => ({
        writeMiniature: async ({ out, seed, size }) => {
          writeFiles(out, { "train.csv": rawTable(seed, size).slice(0, 10) });
          writeFiles(out, { "train.csv": rawTable(seed, size), "images/0.txt": "zero" });
          for (const { name } of extraRawFiles ?? []) writeFiles(out, { [name]: "made up" });
        },
      }),
    },
  });
}
